/** What every section of the benchmark is given. */
export interface Setting {
  /** The Temporal CLI. */
  readonly cli: string;
  /** Two minutes instead of twenty. */
  readonly quick: boolean;
  /** Told what is being measured. */
  readonly say: (line: string) => void;
}

/** One part of the benchmark: its table, its figures, and what was aimed at. */
export interface Section {
  readonly title: string;
  /** What was done, in a sentence or two. */
  readonly about: string;
  readonly table: Table;
  readonly targets: readonly Target[];
  /** Every single measurement, for the JSON. */
  readonly figures: unknown;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A figure of the design, and what was measured. */
export interface Target {
  readonly what: string;
  readonly measured: number;
  /** `measured` is to be at most, or at least, this. */
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
}

export function isMet({ measured, bound }: Target): boolean {
  return 'atMost' in bound ? measured <= bound.atMost : measured >= bound.atLeast;
}
