import { z } from 'zod';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration such as `300ms`, `2s`, `10m`, `20h` or `7d`, as milliseconds. Unlike in a plan, `ms` and 0 are allowed. */
export const scenarioDuration = milliseconds(/^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/, 'a duration: a number');

/** A duration that may be negative, such as `-10m`, as milliseconds. */
export const scenarioOffset = milliseconds(
  /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d)$/,
  'a duration, which may be negative: a number',
);

/** @param format captures the number and the unit */
function milliseconds(format: RegExp, what: string) {
  return z.string().transform((text, context) => {
    const [, amount, unit = ''] = format.exec(text) ?? [];
    const factor = UNIT_MS[unit];
    if (amount === undefined || factor === undefined) {
      context.addIssue({ code: 'custom', message: `must be ${what} and ms, s, m, h or d, such as 2s` });
      return z.NEVER;
    }
    return Math.round(Number(amount) * factor);
  });
}
