/** One run of a workflow: its id can be used again, its run id cannot. */
export interface RunExecution {
  readonly workflowId: string;
  readonly runId: string;
}

/** The workflow type of a run. */
export const RUN_WORKFLOW = 'replicate';

/** A run's workflow id unless it was given another. */
export function runWorkflowId(plan: string): string {
  return `${RUN_WORKFLOW}-${plan}`;
}
