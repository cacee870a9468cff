import { defined } from '../defined.js';
import type { Packed } from '../payload/packed-list.js';
import { canonical, placeKey } from '../spelling.js';
import type { CopyChange, CopyRecord } from './copy-record.js';
import { deletedRecords, type Deletion } from './deletion.js';
import { hasDefinitelyEnded } from './generation.js';
import { isWithoutPlace } from './source-place.js';

/** A copy of the plan in one region: its source and its place, as the plan wrote them. */
export type CopyPlace = Pick<CopyRecord, 'source' | 'bucket' | 'path'>;

/** One copy as the plan's earlier runs in this region left it. */
export interface RememberedCopy extends CopyPlace {
  /** Generations below this one have ended: their client tokens are used up. */
  readonly generation: number;
  /** The copy of that generation; absent if it is not known to exist. */
  readonly id?: string | undefined;
  /** In the format of the service. */
  readonly expiresAt?: string | undefined;
  /** Whether any run saw it by DescribeDataCaches. */
  readonly seen?: true | undefined;
  /** The retention with which it was requested, days. */
  readonly retentionDays?: number | undefined;
}

/** What a region's workflow begins with: what earlier runs of the plan left in the region. */
export type RegionMemory = Packed<RememberedCopy>;

/** The most copies that a run passes on although it has no copy of their source, because it may come back: the newest. */
const MAX_PASSED_ON = 500;

/**
 * What is remembered of copies that a run does not have, to be passed on to the next. All of it where the run has a copy of
 * the source whose destination is not known yet.
 */
export function passedOn(
  memory: readonly RememberedCopy[],
  records: readonly Pick<CopyRecord, keyof CopyPlace | 'name'>[],
): RememberedCopy[] {
  const present = new Set(records.map(copyKey));
  const unplaced = new Set(records.flatMap((record) => (isWithoutPlace(record) ? [canonical(record.source)] : [])));
  let others = 0;
  return memory.filter((copy) => {
    if (present.has(copyKey(copy))) return false;
    if (unplaced.has(canonical(copy.source))) return true;
    others += 1;
    return others <= MAX_PASSED_ON;
  });
}

/** A copy that was deleted with its generation, for example by a prune. */
export interface DeletedCopy extends CopyPlace {
  readonly id: string;
  readonly generation: number;
}

/** Identifies a copy within a region, in any spelling: without `as`, its place is as the service writes that of the source. */
export function copyKey({ source, ...place }: CopyPlace): string {
  return JSON.stringify([canonical(source), placeKey(place)]);
}

/**
 * What the records of a region say to the next run. A copy of which nothing is known is omitted.
 *
 * @param deletion what was deleted when the run was cancelled.
 */
export function rememberedCopies(records: readonly CopyRecord[], deletion?: Deletion): RememberedCopy[] {
  const deleted = deletion === undefined ? new Set<CopyRecord>() : deletedRecords(records, deletion);
  return records.flatMap((record) => {
    const { generation, ...copy } = knowledge(record, deleted.has(record));
    const { source, bucket, path } = record;
    return generation === 0 && copy.id === undefined ? [] : [{ source, bucket, path, generation, ...defined(copy) }];
  });
}

function knowledge(record: CopyRecord, isDeleted: boolean): Omit<RememberedCopy, keyof CopyPlace> {
  const { state, generation, id, expiresAt, retentionDays, ended = [] } = record;
  if (isDeleted || hasDefinitelyEnded(record)) return { generation: generation + 1 };
  // The id of a conflict belongs to the cache in the way.
  if (id === undefined || state === 'conflict') {
    return { generation: Math.max(generation, ...ended.map((end) => end.generation + 1)) };
  }
  const isSeen = record.seen === true || record.readyAt !== undefined;
  return { generation, id, expiresAt, seen: isSeen ? true : undefined, retentionDays };
}

/** The memory after copies were deleted. A place may then occur more than once: each entry holds. */
export function forgetDeleted(memory: readonly RememberedCopy[], deleted: readonly DeletedCopy[]): RememberedCopy[] {
  const gone = new Set<string | undefined>(deleted.map(({ id }) => id));
  // By id first: the service may spell the place of a copy in another way than the plan.
  const left = memory.map((copy) => (copy.id !== undefined && gone.has(copy.id) ? endedCopy(copy) : copy));
  return [...left, ...deleted.map(endedCopy)];
}

function endedCopy({ source, bucket, path, generation }: CopyPlace & { readonly generation: number }): RememberedCopy {
  return { source, bucket, path, generation: generation + 1 };
}

/**
 * What changes in the record of a copy, before its region is surveyed, by what is remembered of it: its id is looked up. What
 * the run knows itself rules.
 */
export function recalled({ generation, id }: CopyRecord, copy: RememberedCopy): CopyChange {
  const { generation: floor, id: known, expiresAt, seen, retentionDays } = copy;
  const isNews = known !== undefined && id === undefined && floor >= generation;
  return {
    generation: Math.max(generation, floor),
    ...(isNews ? { id: known, ...defined({ expiresAt, seen, retentionDays }) } : {}),
  };
}
