const DAY_MS = 86_400_000;

/** How far a zone's clocks are from UTC, ms, at a time, epoch ms: 3,600,000 for `+01:00`. */
function offsetAt(timezone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1000) * 1000;
}

/** What a zone's clocks show at a time, as the epoch ms at which those of UTC show it. */
export function wallClock(timezone: string, at: number): number {
  return at + offsetAt(timezone, at);
}

/**
 * When a zone's clocks show this: once as a rule, never when they are put forward over it, twice when they are put back.
 *
 * @param wall as {@link wallClock} tells it.
 * @returns epoch ms, ascending.
 */
export function timesOf(timezone: string, wall: number): number[] {
  const offsets = new Set([offsetAt(timezone, wall - DAY_MS), offsetAt(timezone, wall + DAY_MS)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((at) => wallClock(timezone, at) === wall)
    .toSorted((a, b) => a - b);
}

/** `2026-11-25T03:00:00+08:00`: a time as a zone's clocks show it. */
export function zonedText(timezone: string, at: number): string {
  const offset = offsetAt(timezone, at);
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const hhmm = [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, '0')).join(':');
  const shown = new Date(at + offset).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  return `${shown}${offset < 0 ? '-' : '+'}${hhmm}`;
}
