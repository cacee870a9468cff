import { log } from '@temporalio/workflow';
import { controlOf } from '../../src/controls/controls.js';
import { initialControls, type RegionControl } from '../../src/controls/region-control.js';
import { allOf, type Counts } from '../../src/copies/counts.js';
import type { Stop, Stopped } from '../../src/copies/stop.js';
import type { WorkflowExecution } from '../../src/workflow-ids.js';
import type { RegionProgress } from '../messages.js';

/** Sends signals to the workflow of a region while it runs. */
export interface RegionChannel {
  stop(stop: Stop): Promise<void>;
  control(control: RegionControl): Promise<void>;
}

/**
 * One target region of a run: what it reported last, its workflow, and everything that the run sends it.
 *
 * Each control reaches the region once and in order: as part of the input of a workflow that starts, as a signal to the one
 * that runs, or not before the region is started again.
 */
export class RegionHandle {
  private current: RegionProgress;
  private currentAsOf: number;
  private execution: WorkflowExecution | undefined;
  private lostFor: Stopped | undefined;
  private channel: RegionChannel | undefined;
  /** Every control for this region, oldest first. */
  private readonly controls: RegionControl[] = [];
  /** How many of them a workflow of the region has received. */
  private delivered = 0;
  /** Resolves once the signals sent so far have been delivered, or could not be. */
  private delivery: Promise<void> = Promise.resolve();
  /** Size of the last result, bytes. */
  private resultBytes: number | undefined;
  /** How things stood before the region was started for the first time, or again. */
  private former: { readonly execution: WorkflowExecution | undefined; readonly delivered: number } | undefined;

  constructor(
    readonly region: string,
    readonly required: boolean,
    planned: number,
    now: number,
  ) {
    this.currentAsOf = now;
    this.current = { region, phase: 'not started', counts: allOf('pending', planned) };
  }

  get progress(): RegionProgress {
    return this.current;
  }

  /** When its progress was reported, epoch ms. */
  get asOf(): number {
    return this.currentAsOf;
  }

  /** The last workflow of the region. Undefined: it never started. */
  get workflow(): WorkflowExecution | undefined {
    return this.execution;
  }

  /** Why the region never started or was lost, and has no copies of its own to show. */
  get stop(): Stopped | undefined {
    return this.lostFor;
  }

  get bytes(): number | undefined {
    return this.resultBytes;
  }

  get isUnderWay(): boolean {
    return this.execution !== undefined && this.current.phase !== 'ended';
  }

  /** Whether the whole region is left out. */
  get isSkipped(): boolean {
    return this.controls.some((control) => control.kind === 'skip' && control.source === undefined);
  }

  /** Whether the region has ended, and has copies that a control which it did not receive concerns. */
  get needsReopening(): boolean {
    if (this.execution === undefined || this.current.phase !== 'ended' || this.lostFor !== undefined) return false;
    const { counts } = this.current;
    return this.controls.slice(this.delivered).some(({ kind }) => controlOf(kind).reopens?.(counts) === true);
  }

  /** The number of copies is known. Before the region starts. */
  setPlanned(planned: number): void {
    this.current = { ...this.current, counts: allOf('pending', planned) };
  }

  /** A report that arrives after the end of the region is ignored. */
  report(progress: RegionProgress, now: number): void {
    if (this.current.phase === 'ended') return;
    this.current = progress;
    this.currentAsOf = now;
  }

  // The workflow of the region

  /** The region is about to be started, for the first time or again. Returns its last workflow, if it has one. */
  open(): WorkflowExecution | undefined {
    this.former = { execution: this.execution, delivered: this.delivered };
    return this.execution;
  }

  /** A workflow is about to be started: once more, if one before it was lost with what it had received. */
  prepare(): void {
    const { execution, delivered } = this.former ?? { execution: undefined, delivered: 0 };
    this.delivered = delivered;
    if (execution !== undefined) this.current = { ...this.current, phase: 'not started' };
  }

  /** Starts a workflow with the controls that it needs; they count as delivered once it has started. */
  async start<T>(startWith: (controls: readonly RegionControl[]) => Promise<T>): Promise<T> {
    const known = this.controls.length;
    const started = await startWith(initialControls(this.controls, this.delivered));
    this.delivered = known;
    return started;
  }

  /** The workflow runs, and is sent the controls that came while it started. @param channel a preview has none. */
  started(workflow: WorkflowExecution, channel?: RegionChannel): void {
    this.execution = workflow;
    this.channel = channel;
    void this.deliver();
  }

  disconnect(): void {
    this.channel = undefined;
  }

  /** The workflow has returned. */
  end(counts: Counts, bytes: number, now: number): void {
    this.currentAsOf = now;
    this.current = { region: this.region, phase: 'ended', counts };
    this.resultBytes = bytes;
  }

  /** The region has no result: all of its copies end with this outcome and reason. */
  lose(stop: Stopped, outcome: 'failed' | 'pending', now: number): void {
    this.currentAsOf = now;
    this.lostFor = stop;
    this.current = { region: this.region, phase: 'ended', counts: allOf(outcome, this.current.counts.planned) };
  }

  /**
   * The region could not be started again: its earlier counts still hold, and no control starts it once more. If a workflow
   * was started and lost, it stays the region's last: its history begins with the earlier result.
   */
  restore(): void {
    this.delivered = this.controls.length;
    this.current = { ...this.current, phase: 'ended' };
  }

  // What the run sends it

  /** Resolves once the region has received every control so far, or has no workflow that could. */
  send(control: RegionControl): Promise<void> {
    this.controls.push(control);
    return this.deliver();
  }

  /** Never rejects: a region that has ended needs no stop. */
  async tellStop(stop: Stop): Promise<void> {
    try {
      await this.channel?.stop(stop);
    } catch (error) {
      log.warn('a region ended before it received a stop', { region: this.region, error: String(error) });
    }
  }

  private deliver(): Promise<void> {
    this.delivery = this.deliverInOrder(this.delivery);
    return this.delivery;
  }

  /** One signal after another. A control that cannot be sent waits until the region is started again. */
  private async deliverInOrder(earlier: Promise<void>): Promise<void> {
    await earlier;
    for (let next = this.controls[this.delivered]; next !== undefined; next = this.controls[this.delivered]) {
      if (this.channel === undefined) return;
      const known = this.delivered + 1;
      try {
        await this.channel.control(next);
        // If the region was started again meanwhile, its new workflow began with this control and those after it.
        this.delivered = Math.max(this.delivered, known);
      } catch (error) {
        log.info('a region ended before it received a control', {
          region: this.region,
          control: next.kind,
          error: String(error),
        });
        return;
      }
    }
  }
}
