import { cutReason, MAX_REASON } from '../payload/fit-reasons.js';
import { type Packed, packList, unpackList } from '../payload/packed-list.js';
import { COPY_STATES, type CopyRecord } from './copy-record.js';
import { VERDICTS } from './verdict.js';

/** Records in a payload: what a region starts with, returns, and answers to the `copies` query. */
export type PackedRecords = Packed<CopyRecord>;

export interface PackRecordsOptions {
  /** The longest reason, UTF-16 units; default 160. */
  readonly reasonLength?: number;
  /** See `packList`. */
  readonly readable?: number;
}

/** Packs records as they are, except that long reasons are cut. */
export function packRecords(
  records: readonly CopyRecord[],
  { reasonLength = MAX_REASON, readable }: PackRecordsOptions = {},
): PackedRecords {
  return packList(
    records.map((record) => withReasons(record, reasonLength)),
    readable,
  );
}

/**
 * The reverse of {@link packRecords}, with new objects.
 *
 * @throws RangeError on a record that this version cannot read.
 */
export function unpackRecords(packed: PackedRecords): CopyRecord[] {
  return unpackList(packed).map((record) => ({ ...checked(record) }));
}

function withReasons(record: CopyRecord, length: number): CopyRecord {
  const { reason, ended } = record;
  if (ended === undefined && (reason === undefined || reason.length <= length)) return record;
  return {
    ...record,
    reason: cutReason(reason, length),
    ended: ended?.map((generation) => ({ ...generation, reason: cutReason(generation.reason, length) })),
  };
}

const TEXTS = ['source', 'bucket', 'path', 'name'] as const;
const NUMBERS = ['generation', 'attempts', 'failures'] as const;

/** A record whose state cannot be read must not pass for `planned`: its copy would be requested again. */
function checked(record: CopyRecord): CopyRecord {
  const { state, verdict } = record;
  if (!COPY_STATES.includes(state)) throw unreadable('state', state);
  if (verdict !== undefined && !VERDICTS.includes(verdict)) throw unreadable('verdict', verdict);
  for (const key of TEXTS) if (typeof record[key] !== 'string') throw unreadable(key, record[key]);
  for (const key of NUMBERS) if (typeof record[key] !== 'number') throw unreadable(key, record[key]);
  return record;
}

function unreadable(key: keyof CopyRecord, value: unknown): RangeError {
  return new RangeError(`this version cannot read the ${key} of a packed record: ${JSON.stringify(value)}`);
}
