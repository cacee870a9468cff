import { z } from 'zod';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration such as `300ms`, `2s`, `10m`, `20h` or `7d`, turned into milliseconds. Finer than a plan's, and 0s is one. */
export const duration = z.string().transform((text, context) => {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = UNIT_MS[unit];
  if (amount === undefined || factor === undefined) {
    context.addIssue({ code: 'custom', message: 'a duration is a number and one of ms, s, m, h, d, such as 2s' });
    return z.NEVER;
  }
  return Math.round(Number(amount) * factor);
});
