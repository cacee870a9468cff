import type { CopyRecord } from './copy-record.js';
import { nextGeneration } from './generation.js';
import { isWithoutPlace } from './source-place.js';
import { type CopyPlace, copyKey, recalled, type RememberedCopy } from './region-memory.js';

/**
 * What one event in the history of a region's workflow says about its copies. Events that end in no copy, such as a refusal,
 * are not among them. Times are epoch ms.
 */
export type RegionEvent =
  /** The workflow begins, or continues, with these records. */
  | { readonly kind: 'began'; readonly records: readonly CopyRecord[] }
  | { readonly kind: 'remembered'; readonly memory: readonly RememberedCopy[] }
  /** A request was sent, and may have made a copy whatever became of it. */
  | { readonly kind: 'requested'; readonly copy: RequestedCopy; readonly at: number }
  | {
      readonly kind: 'answered';
      readonly copy: RequestedCopy;
      readonly answer: HistoricAnswer;
      readonly at: number;
    }
  /** Copies under way have changed, or were shown for the first time. */
  | {
      readonly kind: 'changed';
      readonly changes: readonly HistoricChange[];
      /** Ids. */
      readonly seen: readonly string[];
      readonly at: number;
    };

export interface RequestedCopy extends CopyPlace {
  readonly name?: string | undefined;
  readonly generation: number;
  /** Days. */
  readonly retentionDays?: number | undefined;
}

/** The result of a request, as far as it matters here. */
export type HistoricAnswer = {
  /** CopyDataCache calls made. */
  readonly attempts: number;
} & (
  | {
      readonly kind: 'accepted' | 'found';
      readonly id: string;
      readonly generation: number;
      readonly requestId?: string | undefined;
      /** Of a copy that was found: when this run first requested it, if it did. */
      /** Of an accepted copy. */
      readonly askedAt?: number | undefined;
      readonly requestedAt?: number | undefined;
    }
  /** The generation has definitely ended. */
  | { readonly kind: 'spent'; readonly code: string; readonly reason?: string | undefined }
  /** Whatever else: there is no copy, or none that is known. */
  | { readonly kind: 'other'; readonly ambiguousSince?: number | undefined }
);

export interface HistoricChange {
  readonly id: string;
  /** `earlier`: it was created before this run first requested it. */
  readonly kind: 'available' | 'failed' | 'vanished' | 'earlier';
  readonly reason?: string | undefined;
  readonly expiresAt?: string | undefined;
}

/**
 * The records of a region whose workflow ended without them, rebuilt from its history, event by event. They say which copies
 * exist and who requested them, which is what must not be lost; not why a copy was refused.
 */
export class RebuiltRecords {
  /** In the order in which the workflow began with them. */
  readonly records: CopyRecord[] = [];
  private readonly rows = new Map<string, number>();
  /** Of the copies whose destination was not known when the workflow began, by source. */
  private readonly unplaced = new Map<string, number>();
  private readonly rowById = new Map<string, number>();

  add(event: RegionEvent): void {
    switch (event.kind) {
      case 'began':
        this.begin(event.records);
        break;
      case 'remembered':
        for (const copy of event.memory)
          this.change(this.rows.get(copyKey(copy)), (record) => ({ ...record, ...recalled(record, copy) }));
        break;
      case 'requested':
        this.change(this.rowOf(event.copy), ({ ambiguousSince = event.at, ...record }) => ({
          ...record,
          ...placeOf(event.copy, record),
          // As the survey decided, whose result is not read here. The request may only be repeated with the same token.
          generation: event.copy.generation,
          ambiguousSince,
        }));
        break;
      case 'answered':
        this.change(this.rowOf(event.copy), (record) => answered(record, event));
        break;
      case 'changed':
        for (const id of event.seen) {
          this.change(this.rowById.get(id), (record) =>
            record.id === id ? { ...record, seen: true, askedAt: undefined } : record,
          );
        }
        for (const change of event.changes) {
          this.change(this.rowById.get(change.id), (record) =>
            record.id === change.id ? changed(record, change, event.at) : record,
          );
        }
    }
  }

  private begin(records: readonly CopyRecord[]): void {
    this.records.splice(0, this.records.length, ...records.map(withoutRequest));
    for (const rows of [this.rows, this.unplaced, this.rowById]) rows.clear();
    for (const [row, record] of records.entries()) {
      this.rows.set(copyKey(record), row);
      if (isWithoutPlace(record)) this.unplaced.set(record.source, row);
      if (record.id !== undefined) this.rowById.set(record.id, row);
    }
  }

  private rowOf(copy: RequestedCopy): number | undefined {
    return this.rows.get(copyKey(copy)) ?? this.unplaced.get(copy.source);
  }

  private change(row: number | undefined, to: (record: CopyRecord) => CopyRecord): void {
    const record = row === undefined ? undefined : this.records[row];
    if (row === undefined || record === undefined) return;
    const changedTo = to(record);
    this.records[row] = changedTo;
    if (changedTo.id !== undefined) this.rowById.set(changedTo.id, row);
  }
}

/** Of generations: a copy is not failed here, since its workflow did not get as far. */
const NO_LIMIT = Number.POSITIVE_INFINITY;

/** The destination of a copy may not be known before its first request: then the source was not shown until then. */
function placeOf({ bucket, path, name = '' }: RequestedCopy, record: CopyRecord): Partial<CopyRecord> {
  return isWithoutPlace(record) ? { bucket, path, name } : {};
}

/** No request outlives its workflow. */
function withoutRequest(record: CopyRecord): CopyRecord {
  return record.state === 'requesting' ? { ...record, state: 'planned' } : record;
}

function answered(before: CopyRecord, { answer, copy, at }: Extract<RegionEvent, { kind: 'answered' }>): CopyRecord {
  const record = { ...before, attempts: before.attempts + answer.attempts };
  switch (answer.kind) {
    case 'accepted':
    case 'found': {
      const { kind, id, generation, requestId } = answer;
      const isAccepted = kind === 'accepted';
      const requestedAt = isAccepted ? at : answer.requestedAt;
      return {
        ...record,
        state: 'copying',
        verdict: record.verdict ?? (requestedAt === undefined ? undefined : 'create'),
        id,
        generation,
        requestId,
        requestedAt,
        askedAt: isAccepted ? (answer.askedAt ?? before.ambiguousSince ?? at) : undefined,
        retentionDays: isAccepted ? copy.retentionDays : undefined,
        seen: isAccepted ? undefined : true,
        underWaySince: at,
        ambiguousSince: undefined,
        deleted: undefined,
        code: undefined,
        reason: undefined,
      };
    }
    case 'spent':
      return { ...record, ...nextGeneration(record, answer, NO_LIMIT) };
    case 'other':
      return { ...record, ambiguousSince: answer.ambiguousSince };
  }
}

function changed(record: CopyRecord, { kind, id, reason, expiresAt }: HistoricChange, at: number): CopyRecord {
  switch (kind) {
    case 'available':
      return {
        ...record,
        state: 'ready',
        readyAt: at,
        absentSince: undefined,
        expiresAt: expiresAt ?? record.expiresAt,
      };
    case 'failed': {
      const end = { code: 'CopyFailed', reason, failedId: id };
      return { ...record, ...nextGeneration(record, end, NO_LIMIT) };
    }
    case 'earlier':
      return { ...record, requestedAt: undefined, verdict: 'adopt' };
    case 'vanished':
      return { ...record, vanished: true, ...nextGeneration(record, { code: 'Vanished', reason }, NO_LIMIT) };
  }
}
