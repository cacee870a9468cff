/** One call as it was answered. */
export interface Call {
  readonly action: string;
  /** The target region of a copy; of every other action the region it asked about. */
  readonly region: string;
  /** Epoch ms, by the simulator's clock. */
  readonly at: number;
  readonly requestId: string;
  /** The refusal's code; absent when the call was carried out. */
  readonly code?: string | undefined;
  /** The fault that struck it, such as `loseAnswer`. */
  readonly fault?: string | undefined;
}

type Counts = Record<string, Record<string, number>>;

/** How many calls there were. */
export interface CallCounts {
  /** By action, then region. */
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By code, then region. */
  readonly refusals: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By fault, then region. */
  readonly faults: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** So many of the latest calls are kept one by one; all are counted. */
const KEPT = 20_000;

export class CallLog {
  readonly #latest: Call[] = [];
  readonly #calls: Counts = {};
  readonly #refusals: Counts = {};
  readonly #faults: Counts = {};

  add(call: Call): void {
    this.#latest.push(call);
    if (this.#latest.length > 2 * KEPT) this.#latest.splice(0, KEPT);
    count(this.#calls, call.action, call.region);
    if (call.code !== undefined) count(this.#refusals, call.code, call.region);
    if (call.fault !== undefined) count(this.#faults, call.fault, call.region);
  }

  /** The latest 20,000 calls or more, oldest first. */
  latest(): readonly Call[] {
    return [...this.#latest];
  }

  counts(): CallCounts {
    return structuredClone({ calls: this.#calls, refusals: this.#refusals, faults: this.#faults });
  }
}

function count(counts: Counts, key: string, region: string): void {
  const regions = (counts[key] ??= {});
  regions[region] = (regions[region] ?? 0) + 1;
}
