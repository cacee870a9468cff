const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface CronField {
  readonly low: number;
  readonly high: number;
  /** Names of the numbers, starting with `low`. */
  readonly names?: readonly string[];
}

/** Minute, hour, day of month, month and day of week, where both 0 and 7 are Sunday. */
const FIELDS: readonly CronField[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: MONTHS },
  { low: 0, high: 7, names: DAYS },
];

const DAY_OF_WEEK = 4;

/**
 * The numbers that each of the five fields of a cron expression matches, ascending, Sunday as 0. `undefined` if Temporal
 * would reject the expression, for example for a range that goes backwards. That includes `FRI-SUN`, as `SUN` is 0.
 */
export function cronFields(text: string): readonly (readonly number[])[] | undefined {
  const written = text.split(/ +/);
  if (written.length !== FIELDS.length) return undefined;
  const fields: number[][] = [];
  for (const [i, field] of FIELDS.entries()) {
    const entries = (written[i] ?? '').split(',').map((entry) => numbersOf(entry, field));
    if (entries.includes(undefined)) return undefined;
    const numbers = entries.flatMap((entry) => entry ?? []).map((n) => (i === DAY_OF_WEEK && n === 7 ? 0 : n));
    fields.push([...new Set(numbers)].toSorted((a, b) => a - b));
  }
  return fields;
}

/** `*`, `5`, `1-5` or `MON-FRI`, each with an optional `/step`. `5/10` continues to the end of the field. */
function numbersOf(entry: string, field: CronField): number[] | undefined {
  const [range = '', stepText, ...rest] = entry.split('/');
  if (rest.length > 0 || (stepText !== undefined && !/^[1-9]\d{0,2}$/.test(stepText))) return undefined;
  const step = Number(stepText ?? 1);
  const { low, high } = field;
  if (range === '*') return stepped(low, high, step);
  const ends = range.split('-').map((end) => numberOf(end, field));
  const [first, last = stepText === undefined ? first : high] = ends;
  if (ends.length > 2 || ends.includes(undefined) || first === undefined || last === undefined) return undefined;
  return first > last ? undefined : stepped(first, last, step);
}

function numberOf(text: string, { low, high, names = [] }: CronField): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return low + named;
  const number = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return number >= low && number <= high ? number : undefined;
}

function stepped(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

/** The canonical expression for such fields: the same text for the same times. Days of the week are 0 to 6. */
export function cronText(fields: readonly (readonly number[])[]): string {
  return FIELDS.map((field, i) => fieldText(fields[i] ?? [], field, i === DAY_OF_WEEK)).join(' ');
}

function fieldText(numbers: readonly number[], { low, high }: CronField, isDayOfWeek: boolean): string {
  const [first = low, second = first] = numbers;
  const last = numbers.at(-1) ?? first;
  const step = second - first;
  const isEven = numbers.length > 2 && numbers.every((n, i) => n === first + i * step);
  if (!isEven) return numbers.join(',');
  const isAll = numbers.length === (isDayOfWeek ? high : high - low + 1);
  if (step === 1) return isAll ? '*' : `${first}-${last}`;
  // With an open end, a step through the days of the week could reach 7, which is Sunday again.
  if (last + step <= high) return `${first}-${last}/${step}`;
  return `${first === low ? '*' : first}/${step}`;
}
