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

/** What Temporal appends to the workflow id of a schedule's run. No plan's name ends so: it has no capitals. */
const SCHEDULED_AT = /-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Whether this is the workflow id of a run of the plan that a schedule started. */
export function isScheduledRunOf(plan: string, workflowId: string): boolean {
  return SCHEDULED_AT.test(workflowId) && workflowId.replace(SCHEDULED_AT, '') === runWorkflowId(plan);
}

/** The plan's name by a run's workflow id; an id that was chosen for the run stays as it is. */
export function planOfRun(workflowId: string): string {
  const prefix = runWorkflowId('');
  return workflowId.startsWith(prefix) ? workflowId.slice(prefix.length).replace(SCHEDULED_AT, '') : workflowId;
}
