import type { Plan } from '../../src/plan/plan-schema.js';
import type { ControlRecord, Who } from '../../src/controls/controls.js';
import { outcomeOf } from '../../src/copies/copy-record.js';
import { type Counts, noCopies, sumCounts } from '../../src/copies/counts.js';
import { unpackRecords } from '../../src/copies/packed-records.js';
import type { RegionResult } from '../../src/copies/region-result.js';
import { type RunOutcome, runOutcome } from '../../src/copies/run-outcome.js';
import type { Stop, Stopped } from '../../src/copies/stop.js';
import { payloadBytes } from '../../src/payload/payload-size.js';
import { selectionCount } from '../../src/plan/expand-copies.js';
import type { WorkflowExecution } from '../../src/workflow-ids.js';
import {
  type AwaitedApproval,
  MAX_NOT_READY,
  type NotReady,
  type Paused,
  type RegionProgress,
  type SelectedCaches,
} from '../messages.js';
import type { LoadedPlan } from './open-run.js';
import { RegionHandle } from './region-handle.js';

/** A memo is read with every list of runs, so it stays small. */
const MAX_CONTROLS = 100;
/** The facts that change while the run is under way, each by a transition of {@link RunState}. */
interface Facts {
  outcome: RunOutcome;
  /** What the run waits for before its regions start. */
  waitingFor: string | undefined;
  /** Why the whole run requests no more copies. */
  stop: Stop | undefined;
  cancelled: boolean;
  deletesOnCancel: boolean;
  /** Nothing is requested in any region until the run is resumed. */
  paused: Paused | undefined;
  /** The wave that waits for a person. */
  approval: AwaitedApproval | undefined;
  /** The last {@link MAX_CONTROLS} controls, oldest first. */
  controls: readonly ControlRecord[];
  /** Ids of the sources. Undefined: not known yet. */
  sources: ReadonlySet<string> | undefined;
  /** Whether the service showed a source's path without a trailing slash. */
  keepsPaths: boolean;
  /** Ids of the sources that the service does not show. */
  notShown: readonly string[];
  /** What the plan's selections matched. Undefined: not known yet. */
  selected: readonly SelectedCaches[] | undefined;
  /** By region, the digest of the verdicts that the run must find there. */
  expectVerdicts: ReadonlyMap<string, string>;
  /** Copies that are not ready, of regions that have ended; at most {@link MAX_NOT_READY}. */
  notReady: readonly NotReady[];
}

/** What is known of a plan's sources once they were looked up. */
export interface KnownSources extends Pick<Facts, 'keepsPaths'>, Partial<Pick<Facts, 'notShown'>> {
  /** Ids. */
  readonly sources: readonly string[];
  readonly selected: readonly SelectedCaches[];
}

/**
 * Everything that a run knows: what each region reported last, and no copy of a region that is ready. It changes only by its
 * methods, each of which is synchronous, so no handler ever sees half of a change.
 */
export class RunState {
  readonly plan: Plan;
  readonly digest: string;
  private readonly handles: ReadonlyMap<string, RegionHandle>;
  private readonly current: Facts;
  private pauses = 0;

  /** @param now epoch ms, as in all methods. */
  constructor({ plan, digest }: LoadedPlan, now: number) {
    this.plan = plan;
    this.digest = digest;
    const selections = selectionCount(plan);
    const byId = plan.source.caches.length - selections;
    this.handles = new Map(
      plan.targets.map(({ region, required }) => [region, new RegionHandle(region, required, byId, now)]),
    );
    this.current = {
      outcome: 'running',
      waitingFor: undefined,
      stop: undefined,
      cancelled: false,
      deletesOnCancel: false,
      paused: undefined,
      approval: undefined,
      controls: [],
      sources: undefined,
      keepsPaths: false,
      notShown: [],
      selected: selections === 0 ? [] : undefined,
      expectVerdicts: new Map(),
      notReady: [],
    };
  }

  // What it knows

  /** When every figure was true, epoch ms: the oldest report of the regions under way, or else the last of any region. */
  get asOf(): number {
    const underWay = this.regionsUnderWay.map(({ asOf }) => asOf);
    return underWay.length > 0 ? Math.min(...underWay) : Math.max(...this.regions.map(({ asOf }) => asOf));
  }

  get facts(): Readonly<Facts> {
    return this.current;
  }

  get stop(): Stop | undefined {
    return this.current.stop;
  }

  get isCancelled(): boolean {
    return this.current.cancelled;
  }

  /** Whether the plan's copies are known: those of selections are not before the source region has been looked up. */
  get isResolved(): boolean {
    return this.current.selected !== undefined;
  }

  /** The target regions, in the plan's order. */
  get regions(): readonly RegionHandle[] {
    return [...this.handles.values()];
  }

  get targets(): readonly string[] {
    return [...this.handles.keys()];
  }

  /** @throws RangeError for a region that is not a target. */
  region(region: string): RegionHandle {
    const handle = this.handles.get(region);
    if (handle === undefined) throw new RangeError(`${region} is not a target of this run`);
    return handle;
  }

  get regionsUnderWay(): readonly RegionHandle[] {
    return this.regions.filter(({ isUnderWay }) => isUnderWay);
  }

  /** Regions that have ended and that a control starts again; none once the run requests nothing more. */
  get regionsToReopen(): readonly RegionHandle[] {
    return this.current.stop === undefined ? this.regions.filter(({ needsReopening }) => needsReopening) : [];
  }

  /** The workflows of the regions that have started, by region: clients read every copy from them. */
  get workflows(): Record<string, WorkflowExecution> {
    return Object.fromEntries(this.regions.flatMap(({ region, workflow }) => (workflow ? [[region, workflow]] : [])));
  }

  get counts(): Counts {
    return this.handles.size === 0 ? noCopies() : sumCounts(this.regions.map(({ progress }) => progress.counts));
  }

  /** Whether a required copy of these regions did not become ready. */
  missed(regions: readonly string[]): boolean {
    return regions.some((region) => {
      const { required, progress } = this.region(region);
      return required && progress.counts.ready + progress.counts.skipped < progress.counts.planned;
    });
  }

  /**
   * An estimate of the bytes that the history will still grow by, based on the largest region that has ended: for regions
   * that have not ended, and for those that are to be started again.
   */
  bytesToCome(reopened: readonly string[]): number {
    const largest = Math.max(0, ...this.regions.map(({ bytes = 0 }) => bytes));
    const toCome = this.regions.filter(({ region, progress }) => {
      const { ready, skipped, planned } = progress.counts;
      return progress.phase !== 'ended' || (reopened.includes(region) && ready + skipped < planned);
    });
    // A workflow's input is about as large as its result; the input of one that runs is in the history already.
    return toCome.reduce((sum, { bytes, isUnderWay }) => sum + (bytes ?? largest) * (isUnderWay ? 1 : 2), 0);
  }

  /** The outcome once every region has ended. A run that never found out its copies has failed. */
  judge(): 'ready' | 'partial' | 'failed' {
    if (!this.isResolved) return 'failed';
    const regions = this.regions.map(({ required, progress }) => ({ required, counts: progress.counts }));
    return runOutcome(regions, this.plan.policy.failureBudget);
  }

  // Transitions of the run

  /** The sources are known, and each region has one copy of each. Before any region starts. */
  resolved({ sources, selected, keepsPaths, notShown = [] }: KnownSources): void {
    this.current.notShown = notShown;
    this.current.keepsPaths = keepsPaths;
    this.current.selected = selected;
    this.current.sources = new Set(sources);
    for (const handle of this.regions) handle.setPlanned(sources.length);
  }

  /** @param what the run waits for. Undefined: nothing any more. */
  waitFor(what: string | undefined): void {
    this.current.waitingFor = what;
  }

  /** The survey of each region must find the verdicts of this digest. */
  expectVerdicts(digests: ReadonlyMap<string, string>): void {
    this.current.expectVerdicts = digests;
  }

  /** The first stop counts, unless a later one is immediate. Returns whether this one counts. */
  halt(stop: Stop): boolean {
    if (this.current.stop !== undefined && !stop.immediately) return false;
    this.current.stop = stop;
    return true;
  }

  cancel(): void {
    this.current.cancelled = true;
  }

  deleteOnCancel(): void {
    this.current.deletesOnCancel = true;
  }

  /** Returns how many times the run has been paused. */
  pause(who: Who, now: number): number {
    this.current.paused = { since: new Date(now).toISOString(), ...who };
    this.pauses += 1;
    return this.pauses;
  }

  resume(): void {
    this.current.paused = undefined;
  }

  awaitApproval(approval: AwaitedApproval): void {
    this.current.approval = approval;
  }

  /** The wave was approved, or is not going to be. */
  endApproval(): void {
    this.current.approval = undefined;
  }

  noteControl(control: ControlRecord): void {
    this.current.controls = [...this.current.controls, control].slice(-MAX_CONTROLS);
  }

  end(outcome: RunOutcome): void {
    this.current.outcome = outcome;
  }

  // Transitions of its regions

  /** Returns why the report cannot be true, if it cannot: anybody may send one. */
  report(progress: RegionProgress, now: number): string | undefined {
    // A region of an earlier run of this workflow id may still have a signal on its way.
    const handle = this.handles.get(progress.region);
    if (handle === undefined) return '`region` is not a target of this run';
    const { planned } = handle.progress.counts;
    if (progress.counts.planned !== planned) return `\`counts.planned\` must be ${planned}`;
    handle.report(progress, now);
    return undefined;
  }

  /** A region has returned. The run keeps only its counts and some of the copies that are not ready. */
  endRegion(region: string, result: RegionResult, now: number): void {
    this.region(region).end(result.counts, payloadBytes(result), now);
    // Without those of an earlier workflow of the region.
    const others = this.current.notReady.filter((copy) => copy.region !== region);
    this.current.notReady = [...others, ...notReady(region, result)].slice(0, MAX_NOT_READY);
  }

  /** A region has no result: its copies end with this reason, or stay pending. */
  loseRegion(region: string, stop: Stopped, outcome: 'failed' | 'pending', now: number): void {
    this.region(region).lose(stop, outcome, now);
  }

  /** Regions that never started: a stop fails their copies, a cancellation leaves them pending. */
  loseUnstarted(outcome: 'failed' | 'pending', now: number): void {
    const stop = this.current.stop ?? NOT_STARTED;
    for (const { region, progress } of this.regions) {
      if (progress.phase !== 'ended') this.loseRegion(region, stop, outcome, now);
    }
  }
}

function notReady(region: string, { counts, records }: RegionResult): NotReady[] {
  if (counts.ready === counts.planned) return [];
  return unpackRecords(records)
    .filter(({ state }) => outcomeOf(state) !== 'ready')
    .map(({ source, bucket, path, state, code, reason, id }) => ({
      region,
      source,
      bucket,
      path,
      state,
      code,
      reason,
      id,
    }));
}

export const NOT_STARTED: Stopped = {
  code: 'Cancelled',
  reason: 'the run was cancelled before this region started',
};
