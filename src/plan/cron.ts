import { z } from 'zod';

/** Lowest and highest number of minute, hour, day of month, month and day of week. */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

const MESSAGE = 'must be five cron fields (minute, hour, day of month, month, day of week) such as `0 3 * * *`';

/** A cron expression of five fields; Temporal reads it, so only what it cannot mean is refused. */
export const cron = z
  .string()
  .max(200)
  .regex(/^[0-9A-Za-z*/,-]+( +[0-9A-Za-z*/,-]+){4}$/, { error: MESSAGE, abort: true })
  .refine(fieldsAreInRange, MESSAGE);

function fieldsAreInRange(text: string): boolean {
  const fields = text.split(/ +/);
  return RANGES.every(([low, high], i) => {
    const named = i === 3 || i === 4 ? /[A-Za-z]{3}/ : /(?!)/;
    return (fields[i] ?? '').split(',').every((entry) => isEntry(entry, low, high, named));
  });
}

/** `*`, `5`, `1-5`, `MON-FRI`, each with an optional `/step`. */
function isEntry(entry: string, low: number, high: number, named: RegExp): boolean {
  const [range = '', step, ...rest] = entry.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d{0,2}$/.test(step))) return false;
  if (range === '*') return true;
  const ends = range.split('-');
  const valid = ends.every((end) =>
    /^\d{1,2}$/.test(end) ? Number(end) >= low && Number(end) <= high : named.test(end) && end.length === 3,
  );
  if (!valid || ends.length > 2) return false;
  const [first, last] = ends.map(Number);
  // Names compare as NaN, which is never greater: their order is Temporal's to judge.
  return !(first !== undefined && last !== undefined && first > last);
}
