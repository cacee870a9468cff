import { CancellationScope, log, setCurrentDetails } from '@temporalio/workflow';
import { type ControlInput, whoAndWhy } from '../../src/controls/controls.js';
import type { RunOutcome } from '../../src/copies/run-outcome.js';
import type { RunStatus } from '../messages.js';
import { deliver } from './deliver.js';
import { notify } from './notify.js';
import type { RunState } from './run-state.js';
import { runDetails } from './run-text.js';
import { SearchAttributes } from './search-attributes.js';
import type { Stop } from '../../src/copies/stop.js';

/** A run's state together with what acts on it: the turns of its starts, what it waits for, and what it tells its regions. */
export class Run {
  cancelled = false;
  readonly attributes = new SearchAttributes();
  private turn: Promise<unknown> = Promise.resolve();
  /** Waits that a stop of the whole run cuts short; calls and regions under way are not among them. */
  private readonly waits = new CancellationScope();

  /** @param details the run as a person sees it in the UI, as Markdown. */
  constructor(
    readonly state: RunState,
    private readonly details: (status: RunStatus) => string = runDetails,
  ) {}

  /**
   * One child start a workflow task: the inputs of twenty-five regions in one task are a message too large for the
   * server, and leave the run hanging for ever.
   */
  inTurn<T>(start: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(start);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  whileWaiting<T>(wait: () => Promise<T>): Promise<T> {
    return this.waits.run(wait);
  }

  /** Ends the asking for copies in every region. */
  stop(stop: Stop): void {
    if (this.state.stop !== undefined && !stop.immediately) return;
    this.state.stop = stop;
    this.waits.cancel();
    for (const region of this.state.underWay) this.tell(region, stop);
    this.show();
  }

  /** Nothing is asked for in any region until {@link resume}; no clock stands still meanwhile. */
  async pause(why: Pick<ControlInput, 'by' | 'reason'>): Promise<void> {
    if (this.state.paused !== undefined) return;
    this.state.paused = { since: new Date().toISOString(), ...why };
    this.show();
    const reason = whoAndWhy(why) || 'on request';
    this.state.pauses += 1;
    const nth = this.state.pauses;
    await deliver(this, this.state.targets, { kind: 'pause', reason });
    await notify(this, 'paused', { reason, nth });
  }

  async resume(): Promise<void> {
    this.state.paused = undefined;
    await deliver(this, this.state.targets, { kind: 'resume' });
  }

  tell(region: string, stop: Stop): void {
    void this.signal(region, stop);
  }

  /** The outcome, also for those who list runs. */
  end(outcome: RunOutcome): void {
    this.state.outcome = outcome;
    this.attributes.setOutcome(outcome);
    this.show();
  }

  /** What a person sees in the UI. */
  show(): void {
    setCurrentDetails(this.details(this.state.status()));
  }

  private async signal(region: string, stop: Stop): Promise<void> {
    try {
      await this.state.view(region).signal?.(stop);
    } catch (error) {
      log.warn('a region that has ended was not told to stop', { region, error: String(error) });
    }
  }
}
