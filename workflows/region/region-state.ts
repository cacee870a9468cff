import { countRecords } from '../../src/report/counts.js';
import type { CopyRecord, CopyState } from '../../src/report/copy-record.js';
import type { RegionPhase, RegionProgress, RegionStatus, Stop } from '../messages.js';
import { CapacityGate, type GateState } from './capacity-gate.js';

const UNSETTLED = ['planned', 'awaitingSource', 'requesting', 'copying'] as const satisfies readonly CopyState[];
const SETTLED = ['ready', 'failed', 'conflict', 'skipped'] as const satisfies readonly CopyState[];

/**
 * All that one region's workflow knows, and the only place where it changes. Pure: no Temporal, no clock.
 *
 * The loops beside it (requesting, watching copies, watching sources) interleave at every `await`; each transition here
 * is synchronous, so none is ever seen half done.
 */
export class RegionState {
  readonly gate: CapacityGate;
  /** Where the region's copies belong; every request names them. */
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

  /** Records by state, in the plan's order or that of arrival: every loop asks these at every turn. */
  private readonly byState = new Map<CopyState, Set<CopyRecord>>();
  private readonly arrivals = new Map<CopyState, number>();
  /** Copies that were refused go first: one of them is the next probe. */
  private readonly refused = new Set<CopyRecord>();
  /** Ready copies whose lower generations are still to be deleted. */
  readonly withFormers = new Set<CopyRecord>();

  constructor(
    readonly region: string,
    readonly records: readonly CopyRecord[],
    private readonly maxInFlight: number,
    gate: GateState,
  ) {
    this.gate = new CapacityGate(gate);
    this.buckets = [...new Set(records.map(({ bucket }) => bucket))].filter((bucket) => bucket !== '');
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

  /** How many copies ever came into a state: by it a watcher sees that its snapshot is outgrown. */
  arrived(state: CopyState): number {
    return this.arrivals.get(state) ?? 0;
  }

  /** Puts a refused copy back: it waits at the gate, ahead of those never asked for. */
  hold(record: CopyRecord, now: number, code: string, reason: string): void {
    this.gate.refused(now, code, reason);
    this.move(record, 'planned', { code, reason });
    this.refused.add(record);
  }

  /** The copy to ask for next, or undefined while the window, the gate or a stop forbids it. */
  next(): CopyRecord | undefined {
    if (this.stop !== undefined || this.draining || this.surveying) return undefined;
    const requesting = this.count('requesting');
    if (requesting + this.count('copying') >= this.maxInFlight || !this.gate.admits(requesting)) return undefined;
    const [refused] = this.refused;
    if (refused !== undefined) return refused;
    const [planned] = this.in('planned');
    return planned;
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

  /** The first stop rules; a later one can only make it immediate. */
  halt(stop: Stop): void {
    if (this.stop === undefined || (stop.immediately && !this.stop.immediately)) this.stop = stop;
  }

  progress(): RegionProgress {
    const { gate, stop } = this;
    const waiting = this.waitingFor();
    return {
      region: this.region,
      phase: this.phase,
      counts: countRecords(this.records),
      ...(waiting === undefined ? {} : { waitingFor: waiting }),
      ...(stop === undefined && gate.state.closedSince !== undefined
        ? { waitingSince: new Date(gate.state.closedSince).toISOString() }
        : {}),
    };
  }

  status(now: number): RegionStatus {
    const states = Object.fromEntries([...UNSETTLED, ...SETTLED].map((state) => [state, this.count(state)])) as Record<
      CopyState,
      number
    >;
    return { ...this.progress(), asOf: new Date(now).toISOString(), states };
  }

  private waitingFor(): string | undefined {
    if (this.stop !== undefined) return `stopped: ${this.stop.code}: ${this.stop.reason}`;
    if (this.gate.closed) return `capacity: ${this.gate.state.code}: ${this.gate.state.reason}`;
    const sources = this.count('awaitingSource');
    if (sources > 0) return `${sources} copies wait until their source is Available`;
    return undefined;
  }
}
