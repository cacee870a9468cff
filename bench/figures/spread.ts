/** The middle of several runs, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError for no values at all. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (min === undefined || max === undefined || low === undefined || high === undefined) {
    throw new RangeError('there is no median of nothing');
  }
  return { median: (low + high) / 2, min, max };
}

/** Such as `3.21 (3.19 to 3.40)`; without the range where there is none. */
export function spreadText({ median, min, max }: Spread, digits: number): string {
  const [middle, from, to] = [median, min, max].map((value) => value.toFixed(digits));
  return from === to ? (middle ?? '') : `${middle} (${from} to ${to})`;
}
