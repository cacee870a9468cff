import { CancellationScope, isCancellation, setCurrentDetails, sleep } from '@temporalio/workflow';
import { type Who, whoAndWhy } from '../../src/controls/controls.js';
import type { RegionControl } from '../../src/controls/region-control.js';
import type { RunOutcome } from '../../src/copies/run-outcome.js';
import { CANCELLED, type Stop } from '../../src/copies/stop.js';
import type { RunStatus } from '../messages.js';
import type { RunState } from './run-state.js';
import { statusOfRun } from './run-answers.js';
import { runDetails } from './run-text.js';
import { SearchAttributes } from './search-attributes.js';
import { runEnded } from './observe-run.js';
import { sendNotification } from './send-notification.js';

/** A run: its state, and what acts on it as a whole. */
export class Run {
  readonly attributes = new SearchAttributes();
  private turn: Promise<unknown> = Promise.resolve();
  /** Waits that a stop of the whole run cuts short. Calls and regions under way are not among them. */
  private readonly waits = new CancellationScope();

  /** @param details the run as the UI shows it, as Markdown. */
  constructor(
    readonly state: RunState,
    private readonly details: (status: RunStatus) => string = runDetails,
  ) {}

  /**
   * Starts one child per workflow task: the inputs of twenty-five regions in one task exceed the message size of the server,
   * and the run would hang forever.
   */
  inTurn<T>(start: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(start);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  /** A stop of the run cancels the wait. */
  whileWaiting<T>(wait: () => Promise<T>): Promise<T> {
    return this.waits.run(wait);
  }

  /** Shows what the run waits for, until `wait` resolves. */
  async waitFor<T>(what: string, wait: () => Promise<T>): Promise<T> {
    this.state.waitFor(what);
    this.show();
    const result = await wait();
    this.state.waitFor(undefined);
    return result;
  }

  /** No region requests copies any more. */
  stop(stop: Stop): void {
    if (!this.state.halt(stop)) return;
    this.waits.cancel();
    for (const region of this.state.regionsUnderWay) void region.tellStop(stop);
    this.show();
  }

  /**
   * The run was cancelled. Temporal passes a cancellation on to the first execution of a child workflow only: a region that
   * has continued as new would never learn of it, so each region is also told by a signal.
   */
  cancel(): void {
    this.state.cancel();
    void CancellationScope.nonCancellable(() =>
      Promise.all(this.state.regionsUnderWay.map((region) => region.tellStop(CANCELLED))),
    );
  }

  /** No region requests copies until {@link resume}. No clock stops meanwhile. */
  async pause(who: Who): Promise<void> {
    if (this.state.facts.paused !== undefined) return;
    const nth = this.state.pause(who, Date.now());
    this.show();
    const reason = whoAndWhy(who) || 'on request';
    await this.send({ kind: 'pause', reason });
    await sendNotification(this.state, 'paused', { reason, nth });
  }

  async resume(): Promise<void> {
    this.state.resume();
    await this.send({ kind: 'resume' });
  }

  /** Resolves once the regions under way have received the control. Default: every region. */
  async send(control: RegionControl, regions: readonly string[] = this.state.targets): Promise<void> {
    await Promise.all(regions.map((region) => this.state.region(region).send(control)));
  }

  /** Starts the clock of `policy.deadline`, which ends the run whatever is under way. Cancel the scope to stop it. */
  startDeadline(): CancellationScope {
    const scope = new CancellationScope();
    const { deadline } = this.state.plan.policy;
    if (deadline !== undefined) void scope.run(() => this.stopAfter(deadline));
    return scope;
  }

  private async stopAfter(deadline: number): Promise<void> {
    try {
      await sleep(deadline, { summary: "the run's deadline" });
      this.stop({ code: 'DeadlineExceeded', reason: "the run's deadline has passed", immediately: true });
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  }

  /** Sets the outcome, also where runs are listed. */
  end(outcome: RunOutcome): void {
    this.state.end(outcome);
    runEnded(this.state, outcome);
    this.attributes.setOutcome(outcome);
    this.show();
  }

  /** Updates what the UI shows. */
  show(): void {
    setCurrentDetails(this.details(statusOfRun(this.state)));
  }
}
