import type { SourcePlace } from '../../src/copies/source-place.js';
import { type CopyChange, type CopyRecord, type CopyState, UNSETTLED } from '../../src/copies/copy-record.js';

/**
 * A region's copies by state, so that each loop finds its own at every turn without a scan of all. This is the only code
 * that writes to a record.
 */
export class CopyIndex {
  /** In the order of arrival in the state, which at first is the plan's order. */
  private readonly byState = new Map<CopyState, Set<CopyRecord>>();
  private readonly arrivals = new Map<CopyState, number>();
  /** When each waiting copy was refused for lack of capacity, epoch ms, in the order of refusal. */
  private readonly refused = new Map<CopyRecord, number>();
  /** Ready copies whose lower generations are still to be deleted. */
  private readonly formers = new Set<CopyRecord>();

  private shown = false;

  constructor(readonly records: readonly CopyRecord[]) {
    for (const record of records) this.enter(record);
  }

  /**
   * Applies a change. One with a `state` moves the copy to the end of that state's queue, even if the state is the same; one
   * without leaves the copy in its place.
   */
  apply(record: CopyRecord, change: CopyChange): void {
    const { state } = change;
    if (state !== undefined) {
      this.set(record.state).delete(record);
      this.refused.delete(record);
      this.arrivals.set(state, this.arrived(state) + 1);
    }
    Object.assign(record, change);
    this.enter(record);
  }

  /** As {@link apply}, for a copy that goes back to `planned` because the region is full: it is requested before others. */
  applyRefusal(record: CopyRecord, change: CopyChange, now: number): void {
    this.apply(record, change);
    this.refused.set(record, now);
  }

  /** The destination of a copy is known at last. Before it is surveyed. */
  place(record: CopyRecord, destination: SourcePlace): void {
    Object.assign(record, destination);
  }

  /** Whether the service has shown a copy that this run requested. */
  get hasShown(): boolean {
    return this.shown;
  }

  private enter(record: CopyRecord): void {
    this.set(record.state).add(record);
    if (record.seen === true && record.requestedAt !== undefined) this.shown = true;
    if (record.state === 'ready' && record.deleteAfterwards !== undefined) this.formers.add(record);
    else this.formers.delete(record);
  }

  private set(state: CopyState): Set<CopyRecord> {
    const known = this.byState.get(state) ?? new Set<CopyRecord>();
    this.byState.set(state, known);
    return known;
  }

  in(state: CopyState): ReadonlySet<CopyRecord> {
    return this.set(state);
  }

  count(state: CopyState): number {
    return this.byState.get(state)?.size ?? 0;
  }

  /** How many copies ever entered the state: a watcher compares it to see that its snapshot is outdated. */
  arrived(state: CopyState): number {
    return this.arrivals.get(state) ?? 0;
  }

  /** The first planned copy that suits: copies that were refused for lack of capacity come before the others. */
  firstPlanned(suits: (record: CopyRecord) => boolean): CopyRecord | undefined {
    for (const records of [this.refused.keys(), this.set('planned')]) {
      for (const record of records) if (suits(record)) return record;
    }
    return undefined;
  }

  /** When a waiting copy was refused for lack of capacity, epoch ms. It has not been requested since. */
  refusedAt(record: CopyRecord): number | undefined {
    return this.refused.get(record);
  }

  /** Ready copies whose lower generations are still to be deleted. */
  get withFormers(): ReadonlySet<CopyRecord> {
    return this.formers;
  }

  /** How many copies have their outcome. */
  get settled(): number {
    return UNSETTLED.reduce((rest, state) => rest - this.count(state), this.records.length);
  }

  get isSettled(): boolean {
    return this.settled === this.records.length;
  }
}
