import { firstThatFit } from '../payload/payload-size.js';
import { sha256Hex } from '../sha256-hex.js';
import type { Prunable } from './prunable.js';

/** The most copies that one prune deletes per region. */
const MAX_PRUNED = 2_000;
/** Bytes of JSON: the list travels in one payload. */
const MAX_BYTES = 400 * 1024;

/** The candidates of one region. */
export interface PruneList {
  /** Sorted by id, without duplicates. */
  readonly candidates: readonly Prunable[];
  /** Whether there are more candidates: prune again for the rest. */
  readonly more: boolean;
}

/**
 * Collects candidates in any order and keeps the first ones by id, as many as one prune deletes. Two listings of the
 * same region thus give the same list. It never holds more than twice that number.
 */
export class PruneCollector {
  private kept = new Map<string, Prunable>();
  private more = false;

  /** The service may list a data cache twice, with and without a bucket. */
  add(found: Prunable): void {
    this.kept.set(found.id, found);
    if (this.kept.size >= 2 * MAX_PRUNED) this.cut();
  }

  get list(): PruneList {
    this.cut();
    return { candidates: [...this.kept.values()], more: this.more };
  }

  /** Dropping is safe: further copies can only push a dropped one further back. */
  private cut(): void {
    const sorted = [...this.kept.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const fitting = firstThatFit(sorted.slice(0, MAX_PRUNED), MAX_BYTES);
    if (fitting.length < sorted.length) this.more = true;
    this.kept = new Map(fitting.map((candidate) => [candidate.id, candidate]));
  }
}

/** The candidates of one region in short. */
export interface RegionDigest {
  readonly region: string;
  /** {@link digestOfIds}. */
  readonly digest: string;
  readonly candidates: number;
}

/** The digest of the ids that would be deleted in one region, in any order: 64 hex digits. */
export function digestOfIds(ids: readonly string[]): string {
  return hash(ids.toSorted());
}

/**
 * The digest of everything that would be deleted. A preview shows it, and the deletion must find it unchanged. A region
 * without candidates does not enter it.
 */
export function pruneDigest(regions: readonly RegionDigest[]): string {
  return hash(
    regions
      .filter(({ candidates }) => candidates > 0)
      .map(({ region, digest }) => `${region} ${digest}`)
      .toSorted(),
  );
}

function hash(lines: readonly string[]): string {
  return sha256Hex(JSON.stringify(lines));
}
