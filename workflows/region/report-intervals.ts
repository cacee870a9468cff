/** A region that copies reports ever less often: its counts are then at most a fifth of its own duration old. */
const MOVING_GROWTH = 1.2;
/** A region that begins or ceases to wait reports at once at first, and later almost so: nothing else may change for days. */
const WAITING_GROWTH = 1.03;

/** The least time between two reports of a region's progress to its run, ms. */
export interface ReportIntervals {
  readonly moving: number;
  readonly waiting: number;
}

/**
 * Both intervals grow with the number of reports sent, so that this number grows with the logarithm of the time that a region
 * takes: in a month, some 70 reports of a region that moves all the time, and some 320 of one that waits and moves by turns.
 *
 * @param sent how many reports the region has sent.
 * @param pollEvery ms; the first interval of a region that moves, since it learns nothing between two polls.
 */
export function reportIntervals(sent: number, pollEvery: number): ReportIntervals {
  return { moving: pollEvery * MOVING_GROWTH ** sent, waiting: pollEvery * (WAITING_GROWTH ** sent - 1) };
}
