import type { ControlRecord } from '../../src/controls/controls.js';
import { type CopyRecord, outcomeOf } from '../../src/copies/copy-record.js';
import { allOf, type Counts, noCopies, sumCounts } from '../../src/copies/counts.js';
import { unpackRecords } from '../../src/copies/packed-records.js';
import { type RunOutcome, runOutcome } from '../../src/copies/run-outcome.js';
import { selectionCount } from '../../src/plan/expand-copies.js';
import { firstThatFit, payloadBytes } from '../../src/payload/payload-size.js';
import type {
  AwaitedApproval,
  CopiesFilter,
  Paused,
  RegionProgress,
  RunCopies,
  RunStatus,
  SelectedCaches,
} from '../messages.js';
import { selectPage } from '../region/copies-page.js';
import { PAUSED } from '../region/region-progress.js';
import { bytesToCome } from './bytes-to-come.js';
import type { OpenedPlan } from './open-plan.js';
import type { RegionView } from './region-view.js';
import {
  MAX_NOT_READY,
  MAX_NOT_READY_BYTES,
  type NotReady,
  type RegionSummary,
  type RunSummary,
} from './run-summary.js';
import type { Stop } from '../../src/copies/stop.js';
import type { RegionResult } from '../../src/copies/region-result.js';

/** A memo is read with every list of runs, so it stays small. */
const MAX_CONTROLS = 100;

/** All that a run knows: each region's last word, and no copy of a region that is done. */
export class RunState {
  readonly plan;
  readonly digest;
  outcome: RunOutcome = 'running';
  /** What the run waits for before its regions start. */
  waitingFor: string | undefined;
  /** Why the whole run stops asking for copies. */
  stop: Stop | undefined;
  deleteOnCancel = false;
  /** Nothing is asked for in any region until it is resumed. */
  paused: Paused | undefined;
  /** How often it was paused. */
  pauses = 0;
  /** The wave that waits for a person. */
  approval: AwaitedApproval | undefined;
  /** What was sent to the run, the last {@link MAX_CONTROLS}. */
  controls: readonly ControlRecord[] = [];
  /** Ids of the sources, once they are known. */
  sources: ReadonlySet<string> | undefined;
  /** By region, the verdicts that the run is held to. */
  expectVerdicts: ReadonlyMap<string, string> = new Map();

  /** What the plan's selections matched. Undefined: not known yet. */
  private selected: readonly SelectedCaches[] | undefined;

  private readonly regions: Map<string, RegionView>;
  private notReady: NotReady[] = [];
  private asOf: number;

  constructor({ plan, digest }: Pick<OpenedPlan, 'plan' | 'digest'>, now: number) {
    this.plan = plan;
    this.digest = digest;
    this.asOf = now;
    const selections = selectionCount(plan);
    const byId = plan.source.caches.length - selections;
    this.selected = selections === 0 ? [] : undefined;
    this.regions = new Map(
      plan.targets.map(({ region, required }) => [
        region,
        {
          required,
          progress: { region, phase: 'not started', counts: allOf('pending', byId) },
          controls: [],
          told: 0,
          delivery: Promise.resolve(),
        },
      ]),
    );
  }

  /** The plan's sources are known: each region has a copy of each. Before any region starts. */
  resolved(sources: readonly string[], selected: readonly SelectedCaches[]): void {
    this.selected = selected;
    this.sources = new Set(sources);
    const counts = allOf('pending', sources.length);
    for (const view of this.regions.values()) view.progress = { ...view.progress, counts };
  }

  /** The plan's target regions, in its order. */
  get targets(): string[] {
    return [...this.regions.keys()];
  }

  noteControl(control: ControlRecord): void {
    this.controls = [...this.controls, control].slice(-MAX_CONTROLS);
  }

  view(region: string): RegionView {
    const view = this.regions.get(region);
    if (view === undefined) throw new RangeError(`${region} is no target of this run`);
    return view;
  }

  /** Regions whose workflow has started and not ended. */
  get underWay(): string[] {
    return [...this.regions].flatMap(([region, { workflow, progress }]) =>
      workflow !== undefined && progress.phase !== 'ended' ? [region] : [],
    );
  }

  /** The workflows of the regions that have started, by region: how a client finds every copy. */
  get workflows(): Record<string, { workflowId: string; runId: string }> {
    return Object.fromEntries(
      [...this.regions].flatMap(([region, { workflow }]) => (workflow ? [[region, workflow]] : [])),
    );
  }

  /** Bytes that the run's history is still to hold, of regions that have not ended and of those in `again`. */
  bytesToCome(again: readonly string[]): number {
    return bytesToCome(this.regions, again);
  }

  heard(progress: RegionProgress, now: number): void {
    this.asOf = now;
    const view = this.regions.get(progress.region);
    // A region of an earlier run, or one that has told its end, may still have a signal on its way.
    if (view !== undefined && view.progress.phase !== 'ended') view.progress = progress;
  }

  ended(region: string, result: RegionResult, now: number): void {
    const view = this.view(region);
    view.progress = { region, phase: 'ended', counts: result.counts };
    view.bytes = payloadBytes(result);
    this.asOf = now;
    this.forget(region);
    if (result.counts.ready === result.counts.planned) return;
    for (const record of unpackRecords(result.records)) this.note(region, record);
  }

  /** A region that will show no copies of its own: all of them end with this reason, or stay pending without one. */
  lost(region: string, stop: Pick<Stop, 'code' | 'reason'>, outcome: 'failed' | 'pending', now: number): void {
    const view = this.view(region);
    view.stop = stop;
    view.progress = { region, phase: 'ended', counts: allOf(outcome, view.progress.counts.planned) };
    this.asOf = now;
  }

  /** Regions that the run never came to: a stop fails their copies, a cancellation leaves them pending. */
  loseUnstarted(cancelled: boolean, now: number): void {
    for (const [region, { progress }] of this.regions) {
      if (progress.phase === 'ended') continue;
      const stop = this.stop ?? { code: 'Cancelled', reason: 'the run was cancelled before this region started' };
      this.lost(region, stop, cancelled ? 'pending' : 'failed', now);
    }
  }

  /** Whether a required copy of these regions did not become ready. */
  missed(regions: readonly string[]): boolean {
    return regions.some((region) => {
      const { required, progress } = this.view(region);
      return required && progress.counts.ready + progress.counts.skipped < progress.counts.planned;
    });
  }

  get counts(): Counts {
    return this.regions.size === 0
      ? noCopies()
      : sumCounts([...this.regions.values()].map(({ progress }) => progress.counts));
  }

  /** Whether the plan's copies are known; those of selections are not before the source region was looked at. */
  get isResolved(): boolean {
    return this.selected !== undefined;
  }

  /** The outcome once every region has ended. A run that never learned its copies did not make them. */
  judge(): 'ready' | 'partial' | 'failed' {
    if (!this.isResolved) return 'failed';
    const regions = [...this.regions.values()].map(({ required, progress }) => ({ required, counts: progress.counts }));
    return runOutcome(regions, this.plan.policy.failureBudget);
  }

  status(): RunStatus {
    // Once it has ended, a run waits for nothing, and for nobody.
    const isRunning = this.outcome === 'running';
    return {
      asOf: new Date(this.asOf).toISOString(),
      plan: this.plan.name,
      planDigest: this.digest,
      outcome: this.outcome,
      counts: this.counts,
      regions: [...this.regions.values()].map(({ progress, required }) => ({ ...this.lastWord(progress), required })),
      ...(this.waitingFor === undefined || !isRunning ? {} : { waitingFor: this.waitingFor }),
      ...(this.paused === undefined || !isRunning ? {} : { paused: this.paused }),
      ...(this.approval === undefined || !isRunning ? {} : { approval: this.approval }),
      ...(this.selected === undefined || this.selected.length === 0 ? {} : { selected: this.selected }),
    };
  }

  /** A region speaks at its steps alone: that it was paused may be its last word long after it was resumed. */
  private lastWord(progress: RegionProgress): RegionProgress {
    if (this.paused !== undefined || progress.waitingFor?.startsWith(PAUSED) !== true) return progress;
    const { waitingFor: _, waitingSince: __, ...rest } = progress;
    return rest;
  }

  copies(filter: CopiesFilter | undefined): RunCopies {
    const { total, page } = selectPage(this.notReady, filter);
    const askThere = Object.fromEntries(
      this.underWay.map((region) => [region, this.view(region).workflow?.workflowId ?? '']),
    );
    return { notReady: { total, copies: page }, askThere };
  }

  summary(): RunSummary {
    const regions: RegionSummary[] = [...this.regions].map(([region, { required, progress, stop }]) => ({
      region,
      required,
      counts: progress.counts,
      ...(stop === undefined ? {} : { stop }),
    }));
    const { plan, digest, outcome, counts } = this;
    const notReady = firstThatFit(this.notReady, MAX_NOT_READY_BYTES);
    return { version: 1, plan: plan.name, planDigest: digest, outcome, counts, regions, notReady };
  }

  /** A region that was taken up again tells of its copies anew. */
  private forget(region: string): void {
    this.notReady = this.notReady.filter((copy) => copy.region !== region);
  }

  private note(region: string, record: CopyRecord): void {
    if (outcomeOf(record.state) === 'ready' || this.notReady.length >= MAX_NOT_READY) return;
    const { source, bucket, path, state, code, reason, id } = record;
    this.notReady.push({ region, source, bucket, path, state, code, reason, id });
  }
}
