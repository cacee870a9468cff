import type { WorkflowExecutionInfo } from '@temporalio/client';
import { RunNotFound } from './run-not-found.js';
import { readRunMemo } from './run-memo.js';

/** Whether a workflow of a run's type is a dry run: it is never one of its plan's runs. */
export function isPreview({ memo }: Pick<WorkflowExecutionInfo, 'memo'>): boolean {
  return readRunMemo(memo).preview;
}

/** What is asked for of runs only was asked of a preview. */
export function notAPreview(workflowId: string): RunNotFound {
  return new RunNotFound(
    `${workflowId} is a preview and no run: nothing was copied, and there is no report. Its result is in the Temporal UI; preview the plan again with \`eci-replicator plan preview FILE\`.`,
  );
}
