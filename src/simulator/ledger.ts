import type { CallCounts } from './call-log.js';

/** One billed copy. */
export interface LedgerEntry {
  readonly dataCacheId: string;
  readonly sourceRegion: string;
  readonly source: string;
  readonly region: string;
  readonly bucket: string;
  readonly path: string;
  /** Of the tag `eci-replicator:generation`; null without it. */
  readonly generation: number | null;
  /** Null without one. */
  readonly clientToken: string | null;
  /** Epoch ms. */
  readonly at: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the account pays for, and what it was asked: the proof that nothing was bought twice. */
export interface Ledger extends CallCounts {
  readonly billed: readonly LedgerEntry[];
  /** Copies paid for more than once: each group shares source, region, bucket, path and generation. Must be empty. */
  readonly duplicates: readonly (readonly LedgerEntry[])[];
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
