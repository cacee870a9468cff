import type { RegionControl, Skip } from '../../src/controls/region-control.js';
import { type CopyRecord, type CopyState, UNSETTLED } from '../../src/copies/copy-record.js';
import { planAgain } from '../../src/copies/generation.js';
import type { RegionPhase } from '../messages.js';
import { CapacityGate, type GateState } from './capacity-gate.js';
import { type PaceState, RequestPace } from './request-pace.js';
import { Waits } from './waits.js';
import type { Wait } from '../../src/copies/region-result.js';
import type { Stop } from '../../src/copies/stop.js';

/**
 * The server fails a workflow task that more than 100 events wait for, and an answer to a request is two: more requests than
 * this at once have a busy region's task fail and its whole history replayed, again and again.
 */
const MOST_REQUESTS = 45;
/** What lies in none of these buckets, and is not listed without one either, is still counted by ListUsage. */
const MAX_BUCKETS = 50;

/**
 * All that one region's workflow knows, and the only place where it changes. Pure: no Temporal, no clock.
 *
 * The loops beside it (requesting, watching copies, watching sources) interleave at every `await`; each transition here
 * is synchronous, so none is ever seen half done.
 */
export class RegionState {
  readonly gate: CapacityGate;
  readonly pace: RequestPace;
  /** Where the region's copies belong, the first {@link MAX_BUCKETS}; every request names them. */
  readonly buckets: readonly string[];
  phase: RegionPhase = 'surveying';
  /** Progress signals sent to the run so far. */
  signalsSent = 0;
  /** No more copies are asked for by this run of the workflow: a new one is about to begin. */
  draining = false;
  /** Why no more copies are asked for. */
  stop: Stop | undefined;
  /** When the last survey of the region ended, epoch ms. */
  surveyedAt = 0;
  /** Copies asked for since then. */
  askedSinceSurvey = 0;
  /** The region is being surveyed anew; nothing is asked for meanwhile. */
  surveying = false;
  /** Copies are to be asked for whose places were not looked at for it. */
  surveyDue = false;
  /** Why nothing is asked for until the run is resumed. */
  paused: { readonly since: number; readonly reason: string } | undefined;
  /** What was left out on request: a new history of this workflow applies it again. */
  readonly skips: Skip[] = [];
  /** Copies that are left out as soon as what became of their request is known. */
  readonly leaving = new Map<CopyRecord, Skip>();
  /** The region is compared with its preview first: a copy that is left out meanwhile has its verdict too. */
  judging = false;
  /** Of requests under way: how each is cancelled. */
  readonly cancels = new Map<CopyRecord, () => void>();
  readonly waits: Waits;

  /** Records by state, in the plan's order or that of arrival: every loop asks these at every turn. */
  private readonly byState = new Map<CopyState, Set<CopyRecord>>();
  private readonly arrivals = new Map<CopyState, number>();
  /** Copies that were refused go first: one of them is the next probe. When each was, epoch ms. */
  private readonly refused = new Map<CopyRecord, number>();
  /** Ready copies whose lower generations are still to be deleted. */
  private readonly withFormers = new Set<CopyRecord>();

  constructor(
    readonly region: string,
    readonly records: readonly CopyRecord[],
    public maxInFlight: number,
    gate: GateState,
    waits: readonly Wait[] = [],
    pace: PaceState = RequestPace.start(),
  ) {
    this.gate = new CapacityGate(gate);
    this.pace = new RequestPace(pace);
    this.waits = new Waits(waits);
    const buckets = [...new Set(records.map(({ bucket }) => bucket))].filter((bucket) => bucket !== '');
    this.buckets = buckets.slice(0, MAX_BUCKETS);
    for (const record of records) this.enter(record);
  }

  count(state: CopyState): number {
    return this.byState.get(state)?.size ?? 0;
  }

  in(state: CopyState): Set<CopyRecord> {
    const known = this.byState.get(state);
    if (known !== undefined) return known;
    const empty = new Set<CopyRecord>();
    this.byState.set(state, empty);
    return empty;
  }

  /** Moves a copy on. */
  move(record: CopyRecord, state: CopyState, change: Partial<CopyRecord> = {}): void {
    this.in(record.state).delete(record);
    this.refused.delete(record);
    Object.assign(record, change);
    record.state = state;
    this.enter(record);
    this.arrivals.set(state, this.arrived(state) + 1);
  }

  private enter(record: CopyRecord): void {
    this.in(record.state).add(record);
    if (record.state === 'ready' && record.deleteAfterwards !== undefined) this.withFormers.add(record);
  }

  /** A ready copy's lower generations are gone, or stay for the reason that its record gives. */
  formersDeleted(record: CopyRecord, reason = record.reason): void {
    record.deleteAfterwards = undefined;
    record.reason = reason;
    this.withFormers.delete(record);
  }

  /** Of these, those to begin with now: a pause holds them back, but not for ever in a region that is ending. */
  get formersToDelete(): CopyRecord[] {
    return this.paused === undefined || this.stop !== undefined ? [...this.withFormers] : [];
  }

  /** How many copies ever came into a state: by it a watcher sees that its snapshot is outgrown. */
  arrived(state: CopyState): number {
    return this.arrivals.get(state) ?? 0;
  }

  /** Puts a refused copy back: it waits at the gate, ahead of those never asked for. */
  hold(record: CopyRecord, now: number, code: string, reason: string): void {
    this.gate.refused(now, code, reason);
    this.waits.begin({ kind: 'capacity', code, reason, from: now });
    this.move(record, 'planned', { code, reason });
    this.refused.set(record, now);
  }

  /** The region accepted a copy. */
  accepted(now: number, asProbe: boolean): void {
    this.gate.accepted(now, asProbe);
    if (!this.gate.closed) this.waits.end('capacity', now);
  }

  /** The copy to ask for next, or undefined while the window, the gate, the pace or a stop forbids it. */
  next(): CopyRecord | undefined {
    return this.pace.admits ? this.nextWaiting() : undefined;
  }

  /** Whether the pace alone forbids to ask. */
  get heldByPace(): boolean {
    return !this.pace.admits && this.nextWaiting() !== undefined;
  }

  private nextWaiting(): CopyRecord | undefined {
    if (this.held || this.draining || this.surveying) return undefined;
    const requesting = this.count('requesting');
    if (requesting >= MOST_REQUESTS) return undefined;
    if (requesting + this.count('copying') >= this.maxInFlight || !this.gate.admits(requesting)) return undefined;
    // A copy in doubt may look for long before it asks: where few may ask at once, it would keep the others waiting.
    const first = this.gate.opensWide(Math.min(this.maxInFlight, MOST_REQUESTS))
      ? undefined
      : this.firstWaiting((record) => !isDoubtful(record));
    return first ?? this.firstWaiting(() => true);
  }

  private firstWaiting(suits: (record: CopyRecord) => boolean): CopyRecord | undefined {
    for (const records of [this.refused.keys(), this.in('planned')]) {
      for (const record of records) if (!this.leaving.has(record) && suits(record)) return record;
    }
    return undefined;
  }

  /** When the region refused a copy that waits since, epoch ms: no request for it was made later. */
  refusedAt(record: CopyRecord): number | undefined {
    return this.refused.get(record);
  }

  /** Whether nothing may be asked for. */
  get held(): boolean {
    return this.stop !== undefined || this.paused !== undefined;
  }

  get hasStranded(): boolean {
    return this.stop !== undefined && this.count('planned') + this.count('awaitingSource') > 0;
  }

  /** Copies that a stop leaves without a request under way. */
  get stranded(): CopyRecord[] {
    if (this.stop === undefined) return [];
    return [...this.in('planned'), ...this.in('awaitingSource')];
  }

  /** Whether every copy has its outcome. */
  get settled(): boolean {
    return UNSETTLED.every((state) => this.count(state) === 0);
  }

  /** Whether there is nothing left to wait for: all settled, or a stop that does not wait. */
  get over(): boolean {
    return (this.settled && this.withFormers.size === 0) || this.stop?.immediately === true;
  }

  /** The first stop rules; a later one can only make it immediate, or take away that it may be lifted. */
  halt(stop: Stop): void {
    const former = this.stop;
    if (former === undefined || (stop.immediately && !former.immediately)) this.stop = stop;
    else if (former.liftable === true && stop.liftable !== true) this.stop = { ...former, liftable: false };
  }

  /** What a person, or the run for them, wants of this region. */
  control(control: RegionControl, now: number): void {
    switch (control.kind) {
      case 'pause':
        return this.pause(now, control.reason);
      case 'resume':
        this.paused = undefined;
        return this.waits.end('paused', now);
      case 'retryFailed':
        return this.retryFailed(now, control.source);
      case 'skip':
        return this.skip(control);
      case 'setMaxInFlight':
        this.maxInFlight = control.maxInFlight;
    }
  }

  pause(now: number, reason: string): void {
    this.paused ??= { since: now, reason };
    this.waits.begin({ kind: 'paused', reason, from: now });
  }

  /** A region that had given up is asked once more, at the pace of one that has just had room again. */
  private retryFailed(now: number, source: string | undefined): void {
    if (this.stop?.liftable === true) {
      this.stop = undefined;
      this.gate.reopen(now);
      this.waits.end('capacity', now);
    }
    // Nothing is asked for any more: a copy that was planned again would only lose what it has come to.
    if (this.stop !== undefined) return;
    for (const record of [...this.in('failed'), ...this.in('conflict')]) {
      // A source that was never described has no place to copy to: only a new run can find one.
      if ((source !== undefined && record.source !== source) || record.bucket === '') continue;
      this.move(record, 'planned', planAgain(record));
      this.surveyDue = true;
    }
  }

  private skip(skip: Skip): void {
    if (!this.skips.some(({ source }) => source === undefined || source === skip.source)) this.skips.push(skip);
    for (const record of this.records) {
      if (skip.source !== undefined && record.source !== skip.source) continue;
      if (record.state === 'ready' || record.state === 'skipped') continue;
      const isJudged = this.judging && skip.source !== undefined;
      if (record.state === 'requesting' || isDoubtful(record) || isJudged) this.leaving.set(record, skip);
      else this.leave(record, skip);
      this.cancels.get(record)?.();
    }
  }

  /** Leaves a copy out: what became of its request, if there was one, is known. */
  leave(record: CopyRecord, { reason }: Skip): void {
    this.leaving.delete(record);
    if (record.state === 'ready') return;
    const standing = record.state === 'copying' ? `; ${record.id} is under way and stays` : '';
    const failed = record.state === 'failed' || record.state === 'conflict' ? `; before: ${record.code}` : '';
    this.move(record, 'skipped', { code: 'Skipped', reason: `${reason}${standing}${failed}` });
  }

  /** Leaves a copy out that is to be; one that may have been made unanswered is looked up first. */
  leaveIfKnown(record: CopyRecord): void {
    const skip = this.leaving.get(record);
    if (skip !== undefined && !isDoubtful(record)) this.leave(record, skip);
  }

  /** The region was compared with its preview: copies that were left out meanwhile go now. */
  judged(): void {
    this.judging = false;
    for (const record of this.leaving.keys()) this.leaveIfKnown(record);
  }

  /** Copies that are left out once their request has come to an end. */
  get leavingInDoubt(): CopyRecord[] {
    return [...this.leaving.keys()].filter(({ state }) => state === 'planned' || state === 'awaitingSource');
  }
}

/** Whether a copy may exist that nobody has answered for. */
export function isDoubtful({ state, ambiguousSince }: CopyRecord): boolean {
  return (state === 'planned' || state === 'awaitingSource') && ambiguousSince !== undefined;
}
