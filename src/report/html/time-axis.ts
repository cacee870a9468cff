const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MOST_TICKS = 12;

/** Distances between ticks, ms, ascending: each divides the next larger unit of time. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
];

/** Round times for the labels of a time axis, at most 13. All times are epoch ms. */
export function tickTimes(start: number, end: number): number[] {
  const shortest = (end - start) / MOST_TICKS;
  const step = STEPS.find((each) => each >= shortest) ?? Math.ceil(shortest / DAY) * DAY;
  const first = Math.ceil(start / step);
  return Array.from({ length: Math.floor(end / step) - first + 1 }, (_, i) => (first + i) * step);
}

/**
 * The label of a time on an axis, in UTC, as precise as the axis needs: `10:04:30`, `10:04`, `2 Nov 10:00`.
 *
 * @param at - epoch ms.
 * @param length - of the whole axis, ms.
 */
export function tickText(at: number, length: number): string {
  const time = new Date(at);
  const iso = time.toISOString();
  if (length < 10 * MINUTE) return iso.slice(11, 19);
  if (length < DAY) return iso.slice(11, 16);
  return `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${iso.slice(11, 16)}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
