import { z } from 'zod';

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

const LONGEST_DAYS = 365;

const MESSAGE = 'must be a duration, for example `30s`, `10m`, `24h` or `7d`';

/** `30s`, `10m`, `24h` or `7d` in the plan, milliseconds in the code. From 1s to 365d. */
export const duration = z.codec(
  z
    .string({ error: MESSAGE })
    .regex(/^[1-9]\d{0,8}[smhd]$/, MESSAGE)
    .refine((text) => !(milliseconds(text) > LONGEST_DAYS * UNITS.d), `must be at most ${LONGEST_DAYS}d`),
  z.number(),
  { decode: milliseconds, encode: formatDuration },
);

/** A duration in the largest unit that divides it: `90s`, `2m`, `7d`. A fraction of a second is rounded up. */
export function formatDuration(ms: number): string {
  const whole = Math.ceil(ms / UNITS.s) * UNITS.s;
  if (whole === 0) return '0s';
  for (const [unit, size] of Object.entries(UNITS)) {
    if (whole % size === 0) return `${whole / size}${unit}`;
  }
  return `${whole / UNITS.s}s`;
}

function milliseconds(text: string): number {
  const unit = text.at(-1);
  const size = unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' ? UNITS[unit] : Number.NaN;
  return Number(text.slice(0, -1)) * size;
}
