import type { Skip } from '../../src/controls/region-control.js';
import { type CopyRecord, isAmbiguous } from '../../src/copies/copy-record.js';
import type { CopyIndex } from './copy-index.js';
import { NEVER_ANSWERED, skipped } from './transitions.js';

/**
 * Copies that are left out on request. A copy whose request is under way, or was never answered, is left out once it is known
 * what became of that request, so that the report says what was bought.
 */
export class Skips {
  private readonly requests: Skip[] = [];
  private readonly pending = new Map<CopyRecord, Skip>();

  /**
   * @param cancelRequest cancels the copy's request, if one is under way.
   * @param awaitsVerdicts whether single copies are left out only after {@link verdictsKnown}.
   */
  constructor(
    private readonly copies: CopyIndex,
    private readonly cancelRequest: (record: CopyRecord) => void,
    private awaitsVerdicts: boolean,
  ) {}

  /** Every request to skip: the next history of this workflow applies them again. */
  get list(): readonly Skip[] {
    return this.requests;
  }

  request(skip: Skip): void {
    const isKnown = this.requests.some(({ source }) => source === undefined || source === skip.source);
    if (!isKnown) this.requests.push(skip);
    for (const record of this.copies.records) {
      if (skip.source !== undefined && record.source !== skip.source) continue;
      if (record.state === 'ready' || record.state === 'skipped') continue;
      const awaitsVerdict = this.awaitsVerdicts && skip.source !== undefined;
      if (record.state === 'requesting' || isAmbiguous(record) || awaitsVerdict) this.pending.set(record, skip);
      else this.leaveOut(record, skip);
      this.cancelRequest(record);
    }
  }

  /** Whether the copy is to be left out, and must not be requested. */
  isPending(record: CopyRecord): boolean {
    return this.pending.has(record);
  }

  /** Ambiguous copies to look up before they are left out. */
  get ambiguous(): CopyRecord[] {
    return [...this.pending.keys()].filter(({ state }) => state === 'planned' || state === 'awaitingSource');
  }

  /** The copy's request has ended: it is left out if that is pending and it is not ambiguous. */
  requestEnded(record: CopyRecord): void {
    const skip = this.pending.get(record);
    if (skip !== undefined && !isAmbiguous(record)) this.leaveOut(record, skip);
  }

  /** The region was compared with its preview: copies that were skipped meanwhile are left out now. */
  verdictsKnown(): void {
    this.awaitsVerdicts = false;
    for (const record of this.pending.keys()) this.requestEnded(record);
  }

  /** These ambiguous copies were looked up: they are left out, with what was found. */
  lookedUp(records: readonly CopyRecord[]): void {
    for (const record of records) {
      const skip = this.pending.get(record);
      if (skip === undefined) continue;
      const isFound = record.state === 'copying';
      this.leaveOut(record, isFound ? skip : { ...skip, reason: skip.reason + NEVER_ANSWERED });
    }
  }

  /** The region ends: whatever is known of the pending copies, they are left out. */
  leaveOutAll(): void {
    for (const [record, skip] of this.pending) this.leaveOut(record, skip);
  }

  private leaveOut(record: CopyRecord, { reason }: Skip): void {
    this.pending.delete(record);
    if (record.state !== 'ready') this.copies.apply(record, skipped(record, reason));
  }
}
