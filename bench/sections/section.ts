import type { StartTemporal } from '../stand/temporal.js';

/** The settings of a section of the benchmark. */
export interface Setting {
  readonly startTemporal: StartTemporal;
  /** Two minutes instead of twenty. */
  readonly quick: boolean;
  /** Receives progress messages. */
  readonly say: (line: string) => void;
}

/** One part of the benchmark: its table, its figures and its targets. */
export interface Section {
  readonly title: string;
  /** What was measured, in one or two sentences. */
  readonly about: string;
  readonly table: Table;
  readonly targets: readonly Target[];
  /** Every measurement, for the JSON file. */
  readonly figures: unknown;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A target of the design, and the measured value. */
export interface Target {
  readonly what: string;
  readonly measured: number;
  /** `measured` must be at most, or at least, this. */
  readonly bound: { readonly atMost: number } | { readonly atLeast: number };
}

export function isMet({ measured, bound }: Target): boolean {
  return 'atMost' in bound ? measured <= bound.atMost : measured >= bound.atLeast;
}
