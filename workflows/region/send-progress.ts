import { condition, setCurrentDetails } from '@temporalio/workflow';
import { progressOf } from './region-progress.js';
import type { RegionState } from './region-state.js';
import { regionLine } from './region-text.js';
import { reportProgress } from './report-to-run.js';

/** Signals cost history in both workflows: this many a region, and then the region's own result. */
const MAX_SIGNALS = 50;
/** Of these, the share that copies coming to an end may use; the rest is for the gate and the phases. */
const STEPS = 30;

/** Tells the run and the UI how far the region is, at steps. */
export async function sendProgress(state: RegionState): Promise<void> {
  const step = Math.max(1, Math.ceil(state.records.length / STEPS));
  let told: string | undefined;
  for (;;) {
    const news = () => milestone(state, step);
    await condition(() => news() !== told);
    told = news();
    const progress = progressOf(state);
    setCurrentDetails(regionLine(progress));
    if (state.signalsSent < MAX_SIGNALS) {
      state.signalsSent += 1;
      await reportProgress(progress);
    }
  }
}

/** What must change to be worth a signal. */
function milestone(state: RegionState, step: number): string {
  const unsettled =
    state.count('planned') + state.count('awaitingSource') + state.count('requesting') + state.count('copying');
  const settled = state.records.length - unsettled;
  return [
    state.phase,
    Math.floor(settled / step),
    state.gate.closed,
    state.stop?.code,
    state.count('awaitingSource') > 0,
  ].join();
}
