import type { Counts } from './counts.js';
import type { RegionMemory } from './region-memory.js';
import type { PackedRecords } from './packed-records.js';

/** What the workflow of a region always returns, also when it was cancelled or has failed. */
export interface RegionResult {
  readonly counts: Counts;
  readonly records: PackedRecords;
  /** Absent in the result of a preview. */
  readonly timeline?: Timeline;
  /** What the last survey showed, if it did not show the whole region. */
  readonly partial?: PartialView;
  /** What is remembered of copies that this run does not have. Absent: nothing. */
  readonly remembered?: RegionMemory;
}

/** A region of which some data caches are hidden. */
export interface PartialView {
  /** How many data caches were shown. */
  readonly listed: number;
  /** How many ListUsage counts. Absent: it does not say, or the listing changed while it was read. */
  readonly counted?: number;
}

/** When a region started and ended, and what it waited for in between. Epoch ms. */
export interface Timeline {
  readonly startedAt: number;
  /** Absent while the region is under way. */
  readonly endedAt?: number;
  /** Oldest first. */
  readonly waits: readonly Wait[];
}

export const WAIT_KINDS = ['capacity', 'paused'] as const;

/** A period in which a region requested no copies, or only one at a time. Epoch ms. */
export interface Wait {
  readonly kind: (typeof WAIT_KINDS)[number];
  /** The code of the refusal that began it. */
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
  readonly from: number;
  /** Absent while the wait lasts. */
  readonly to?: number | undefined;
}
