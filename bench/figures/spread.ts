/** The median and the range of several runs. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError without values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (min === undefined || max === undefined || low === undefined || high === undefined) {
    throw new RangeError('a median needs at least one value');
  }
  return { median: (low + high) / 2, min, max };
}

/** For example `3.21 (3.19 to 3.40)`. Without the range if it is empty. */
export function spreadText({ median, min, max }: Spread, digits: number): string {
  const [middle, from, to] = [median, min, max].map((value) => value.toFixed(digits));
  return from === to ? (middle ?? '') : `${middle} (${from} to ${to})`;
}
