import { CancellationScope, getExternalWorkflowHandle, log, workflowInfo } from '@temporalio/workflow';
import { accountErrorSignal, progressSignal, type RegionProgress } from '../messages.js';
import type { Stop } from '../../src/copies/stop.js';

/** Tells the run that the account itself was refused. */
export function reportAccountError(stop: Stop): void {
  void tellRun((run) => run.signal(accountErrorSignal, stop));
}

/** Tells the run how far this region is. */
export function reportProgress(progress: RegionProgress): Promise<void> {
  return tellRun((run) => run.signal(progressSignal, progress));
}

/** A run that has ended, or none at all, hears nothing: the region's own result is what counts. */
async function tellRun(tell: (run: ReturnType<typeof getExternalWorkflowHandle>) => Promise<void>): Promise<void> {
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  try {
    await CancellationScope.nonCancellable(() => tell(getExternalWorkflowHandle(parent.workflowId)));
  } catch (error) {
    log.warn('the run could not be told of its region', { run: parent.workflowId, error: String(error) });
  }
}
