import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  log,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { Stop, Stopped } from '../../src/copies/stop.js';
import { accountErrorSignal, progressSignal } from '../messages.js';
import { progressOf, regionLine } from './region-progress.js';
import type { RegionState } from './region-state.js';

/** Each signal costs history in both workflows: this many per region, and then only the region's result. */
const MAX_SIGNALS = 50;
/** Of these, how many report settled copies; the rest is for the gate and the phases. */
const STEPS = 30;

/** Reports the region's progress at milestones, to the run and in the UI. */
export async function reportProgress(state: RegionState): Promise<never> {
  let reported: string | undefined;
  for (;;) {
    await condition(() => milestone(state) !== reported);
    reported = milestone(state);
    const progress = progressOf(state);
    setCurrentDetails(regionLine(progress));
    if (state.signalsSent < MAX_SIGNALS) {
      state.progressSent();
      await signalRun((run) => run.signal(progressSignal, progress));
    }
  }
}

/** What must change to be worth a signal. */
function milestone({ copies, phase, holds }: RegionState): string {
  const step = Math.max(1, Math.ceil(copies.records.length / STEPS));
  const isWaiting = copies.count('awaitingSource') > 0;
  return [phase, Math.floor(copies.settled / step), holds.capacity.closed, holds.stop?.code, isWaiting].join();
}

/** Tells the run that the account itself was refused, so that it stops or pauses the other regions too. */
export function reportAccountError({ code, reason }: Stopped): void {
  const stop: Stop = { code, reason, immediately: false };
  void signalRun((run) => run.signal(accountErrorSignal, stop));
}

/** A run that has ended receives nothing, which does no harm: the region's own result is what counts. */
async function signalRun(signal: (run: ReturnType<typeof getExternalWorkflowHandle>) => Promise<void>): Promise<void> {
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  try {
    await CancellationScope.nonCancellable(() => signal(getExternalWorkflowHandle(parent.workflowId)));
  } catch (error) {
    log.warn('a signal to the run failed', { run: parent.workflowId, error: String(error) });
  }
}
