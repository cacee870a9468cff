import { cutReason } from '../payload/cut-reason.js';
import { type Packing, PLAIN } from '../payload/packing.js';
import { PlaceColumns } from '../payload/place-columns.js';
import { StringTable } from '../payload/string-table.js';
import type { CopyRecord, CopyState } from './copy-record.js';
import { packDeleted, unpackDeleted } from './packed-deleted.js';
import { packEnded, unpackEnded } from './packed-ended.js';
import { packFormers, unpackFormers } from './packed-formers.js';
import type { Verdict } from './verdict.js';

/**
 * Records as they travel in payloads: one row a copy, strings that repeat kept once, times as milliseconds since
 * `base`. A region may hold 2,000 copies and a payload at most 512 KiB, so a row is kept under 200 bytes beside its
 * destination, what is mostly absent comes last, and packed tightly a path or a name says only what the row before does not.
 */
export interface PackedRecords {
  readonly base: number;
  /** Buckets, codes, reasons and expiry times, by index. */
  readonly strings: readonly string[];
  readonly rows: readonly PackedRow[];
}

type PackedRow = readonly (string | number | null)[];

const STATES: readonly CopyState[] = [
  'planned',
  'awaitingSource',
  'requesting',
  'copying',
  'ready',
  'failed',
  'conflict',
  'skipped',
];
const VERDICTS: readonly Verdict[] = ['create', 'adopt', 'recreate', 'conflict', 'renew', 'supersede'];

/**
 * @param base any time near the records' own, epoch ms; the run's start is a good one.
 * @param packing default: plain.
 */
export function packRecords(records: readonly CopyRecord[], base: number, packing: Packing = PLAIN): PackedRecords {
  const [table, places] = [new StringTable(), new PlaceColumns()];
  const since = (time: number | undefined) => (time === undefined ? null : time - base);

  const rows = records.map((record) =>
    trimmed([
      record.source,
      ...places.pack(record, table, packing.sharesText),
      STATES.indexOf(record.state),
      record.generation,
      record.attempts,
      record.failures,
      record.sizeGiB ?? null,
      record.verdict === undefined ? null : VERDICTS.indexOf(record.verdict),
      record.id ?? null,
      record.requestId ?? null,
      since(record.requestedAt),
      since(record.readyAt),
      table.indexIfAny(record.expiresAt),
      table.indexIfAny(record.code),
      table.indexIfAny(cutReason(record.reason, packing)),
      since(record.underWaySince),
      since(record.seenAt),
      packEnded(record.ended, table, packing),
      since(record.ambiguousSince),
      since(record.absentSince),
      record.vanished === true ? 1 : null,
      packFormers(record.deleteFirst, record.source),
      packFormers(record.deleteAfterwards, record.source),
      packDeleted(record.deleted, base),
    ]),
  );
  return { base, strings: table.strings, rows };
}

/** The reverse of {@link packRecords}. Throws a RangeError on rows that it did not write. */
export function unpackRecords(packed: PackedRecords): CopyRecord[] {
  const string = (value: string | number | null | undefined) =>
    typeof value === 'number' ? named(packed.strings, value) : undefined;
  const places = new PlaceColumns();
  const time = (value: string | number | null | undefined) =>
    typeof value === 'number' ? value + packed.base : undefined;

  return packed.rows.map((row) => {
    const [source, bucket, path, name, state, generation, attempts, failures, ...rest] = row;
    const [sizeGiB, verdict, id, requestId, requestedAt, readyAt, expiresAt, code, reason, ...marks] = rest;
    const [underWaySince, seenAt, ended, ...rare] = marks;
    const [ambiguousSince, absentSince, vanished, deleteFirst, deleteAfterwards, deleted] = rare;
    return {
      source: text(source),
      ...places.unpack([number(bucket), text(path), text(name)], packed.strings),
      state: named(STATES, number(state)),
      generation: number(generation),
      attempts: number(attempts),
      failures: number(failures),
      sizeGiB: typeof sizeGiB === 'number' ? sizeGiB : undefined,
      verdict: typeof verdict === 'number' ? named(VERDICTS, verdict) : undefined,
      id: typeof id === 'string' ? id : undefined,
      requestId: typeof requestId === 'string' ? requestId : undefined,
      requestedAt: time(requestedAt),
      readyAt: time(readyAt),
      expiresAt: string(expiresAt),
      code: string(code),
      reason: string(reason),
      underWaySince: time(underWaySince),
      ambiguousSince: time(ambiguousSince),
      absentSince: time(absentSince),
      vanished: vanished === 1 ? true : undefined,
      deleteFirst: unpackFormers(deleteFirst, text(source)),
      deleteAfterwards: unpackFormers(deleteAfterwards, text(source)),
      ended: unpackEnded(ended, string),
      seenAt: time(seenAt),
      deleted: unpackDeleted(deleted, packed.base),
    };
  });
}

/** Most rows end in fields that are not set. */
function trimmed(row: (string | number | null)[]): PackedRow {
  const last = row.findLastIndex((value) => value !== null);
  return row.slice(0, last + 1);
}

/** A state that cannot be read must not pass for `planned`: it would be asked for again. */
function named<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError('a packed record names what this version does not know');
  return found;
}

function text(value: string | number | null | undefined): string {
  if (typeof value !== 'string') throw new RangeError('a packed record lacks a text field');
  return value;
}

function number(value: string | number | null | undefined): number {
  if (typeof value !== 'number') throw new RangeError('a packed record lacks a number field');
  return value;
}
