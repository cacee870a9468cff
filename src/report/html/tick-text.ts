const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** A time on an axis, in UTC, as finely as its length in ms needs: `10:04:30`, `10:04`, `2 Nov 10:00`. */
export function tickText(time: Date, length: number): string {
  const iso = time.toISOString();
  if (length < 10 * MINUTE) return iso.slice(11, 19);
  if (length < DAY) return iso.slice(11, 16);
  return `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${iso.slice(11, 16)}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
