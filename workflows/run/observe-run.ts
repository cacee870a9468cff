import { CancellationScope, condition, log } from '@temporalio/workflow';
import type { RunOutcome } from '../../src/copies/run-outcome.js';
import { METRICS } from '../../src/metrics/metric-table.js';
import type { RunState } from './run-state.js';
import { workflowMeter } from '../workflow-meter.js';

/** Writes to the worker's log what the run itself waits for, from its beginning on. It never resolves. */
export function observeRun(state: RunState): Promise<never> {
  const { plan, digest, targets } = state;
  log.info('run begins', { plan: plan.name, planDigest: digest, regions: targets.length });
  return CancellationScope.nonCancellable(async () => {
    let told = '';
    for (;;) {
      await condition(() => waitOf(state) !== told);
      const wait = waitOf(state);
      if (wait === '') log.info('run resumes', { plan: plan.name, after: told });
      else log.info('run waits', { plan: plan.name, for: wait });
      told = wait;
    }
  });
}

/** The run has ended, or is about to: only its notification may follow. */
export function runEnded({ plan, counts }: RunState, outcome: RunOutcome): void {
  workflowMeter.record(METRICS.runs, { plan: plan.name, outcome }, 1);
  log.info('run ends', { plan: plan.name, outcome, ...counts });
}

/** What the run waits for before or between its regions; empty if nothing. */
function waitOf({ facts: { outcome, paused, approval, waitingFor } }: RunState): string {
  if (outcome !== 'running') return '';
  if (paused !== undefined) return paused.reason === undefined ? 'paused' : `paused: ${paused.reason}`;
  if (approval !== undefined) return `approval of wave ${approval.wave}`;
  return waitingFor ?? '';
}
