import { firstThatFit } from '../payload/first-that-fit.js';
import type { Prunable } from './prunable.js';

/** Copies of one region that are deleted in one go. */
const MAX_PRUNED = 2_000;
/** Of their JSON, in bytes: the list travels in one payload. */
const MAX_BYTES = 400 * 1024;

/** What a listing of one region came to. */
export interface PruneList {
  /** By id, each once. */
  readonly candidates: readonly Prunable[];
  /** There are more than these: prune again for the rest. */
  readonly more: boolean;
}

/**
 * Keeps, of any number of copies in any order, the first by id, as many as one go takes: so that two listings of one
 * region give one list. It never holds more than twice as many.
 */
export class PruneCollector {
  private kept = new Map<string, Prunable>();
  private more = false;

  /** The service may list a cache twice, by bucket and without. */
  add(found: Prunable): void {
    this.kept.set(found.id, found);
    if (this.kept.size >= 2 * MAX_PRUNED) this.cut();
  }

  get list(): PruneList {
    this.cut();
    return { candidates: [...this.kept.values()], more: this.more };
  }

  /** What is beyond here is beyond in the whole listing too: more copies only push it further back. */
  private cut(): void {
    const sorted = [...this.kept.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const fitting = firstThatFit(sorted.slice(0, MAX_PRUNED), MAX_BYTES);
    if (fitting.length < sorted.length) this.more = true;
    this.kept = new Map(fitting.map((candidate) => [candidate.id, candidate]));
  }
}
