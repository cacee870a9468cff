import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  log,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Stop, Stopped } from '../../src/copies/stop.js';
import { accountErrorSignal, progressSignal } from '../messages.js';
import { type ProgressMark, progressMark, progressOf, regionLine } from './region-progress.js';
import type { RegionState } from './region-state.js';
import { reportIntervals } from './report-intervals.js';

/** Keeps what the UI shows of the region true. It costs no history. */
export async function showProgress(state: RegionState): Promise<never> {
  let shown: string | undefined;
  for (;;) {
    await condition(() => progressMark(state).all !== shown);
    shown = progressMark(state).all;
    setCurrentDetails(regionLine(progressOf(state)));
  }
}

/**
 * Signals each change of the region's progress to the run, at growing intervals. A signal costs history in both workflows, so
 * nothing is sent while nothing changes.
 */
export async function reportProgress(state: RegionState, pollEvery: number): Promise<never> {
  let reported: ProgressMark | undefined;
  let sentAt = 0;
  for (;;) {
    await condition(() => progressMark(state).all !== reported?.all);
    if (reported !== undefined) await untilDue(state, reported, { sentAt, pollEvery });
    const mark = progressMark(state);
    // What changed has changed back meanwhile.
    if (mark.all === reported?.all) continue;
    reported = mark;
    sentAt = Date.now();
    state.progressSent();
    await signalRun((run) => run.signal(progressSignal, progressOf(state)));
  }
}

/** A region that waits, or has just ceased to, does not wait for the longer of the two intervals. */
async function untilDue(
  state: RegionState,
  reported: ProgressMark,
  { sentAt, pollEvery }: { readonly sentAt: number; readonly pollEvery: number },
): Promise<void> {
  const { moving, waiting } = reportIntervals(state.signalsSent, pollEvery);
  const summary = "the next report of the region's progress";
  const isWaiting = () => {
    const { wait } = progressMark(state);
    return wait !== '' || wait !== reported.wait;
  };
  const left = sentAt + moving - Date.now();
  if (left <= 0 || (!isWaiting() && !(await condition(isWaiting, left, { summary })))) return;
  const leftToWait = sentAt + waiting - Date.now();
  if (leftToWait > 0) await sleep(leftToWait, { summary });
}

/** Tells the run that the account itself was refused, so that it stops or pauses the other regions too. */
export function reportAccountError(state: RegionState, { code, reason }: Stopped): void {
  const stop: Stop = { code, reason, immediately: false };
  state.reportBegan();
  void signalRun((run) => run.signal(accountErrorSignal, stop)).finally(() => state.reportEnded());
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
