/** What the account pays for and which calls were made. It proves that nothing was bought twice. */
export interface Ledger extends CallCounts {
  readonly billed: readonly LedgerEntry[];
  /** Copies paid for more than once. Each group shares source, region, bucket, path and generation. Must be empty. */
  readonly duplicates: readonly (readonly LedgerEntry[])[];
}

/** One billed copy. */
export interface LedgerEntry {
  readonly dataCacheId: string;
  readonly sourceRegion: string;
  readonly source: string;
  readonly region: string;
  /** Bucket and path as the service writes them, see `open.spelling`. */
  readonly bucket: string;
  readonly path: string;
  /** From the tag `eci-replicator:generation`; null without it. */
  readonly generation: number | null;
  /** Null when the request had none. */
  readonly clientToken: string | null;
  /** Epoch ms. */
  readonly at: number;
  readonly tags: Readonly<Record<string, string>>;
}

const GENERATION_TAG = 'eci-replicator:generation';

export function generationOf(tags: ReadonlyMap<string, string>): number | null {
  const text = tags.get(GENERATION_TAG);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** The groups of two or more billed copies that should have been one. */
export function duplicatesIn(billed: readonly LedgerEntry[]): LedgerEntry[][] {
  const groups = new Map<string, LedgerEntry[]>();
  for (const entry of billed) {
    const { sourceRegion, source, region, bucket, path, generation } = entry;
    const key = JSON.stringify([sourceRegion, source, region, bucket, path, generation]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** One call and how it was answered. */
export interface Call {
  readonly action: string;
  /** The target region of a copy; the requested region of any other action. */
  readonly region: string;
  /** Epoch ms, by the simulator's clock. */
  readonly at: number;
  readonly requestId: string;
  /** The refusal's code; absent when the call was carried out. */
  readonly code?: string | undefined;
  /** The injected fault, such as `loseAnswer`. */
  readonly fault?: string | undefined;
}

/** How many calls there were. */
export interface CallCounts {
  /** By action, then region. */
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By code, then region. */
  readonly refusals: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By fault, then region. */
  readonly faults: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

type Counts = Record<string, Record<string, number>>;

/** The log keeps at least this many of the latest calls. It counts all of them. */
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

  /** The latest calls, oldest first: at least 20,000. */
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
