/** The workflow type of a run. */
export const RUN_WORKFLOW = 'replicate';
/** The workflow type of one target region of a run. */
export const REGION_WORKFLOW = 'replicateRegion';

/** The workflow type of one region of a prune, which has the workflow id of the region. */
export const PRUNE_REGION_WORKFLOW = 'pruneRegion';

/** One execution of a workflow: a workflow id can be reused, a run id cannot. */
export interface WorkflowExecution {
  readonly workflowId: string;
  readonly runId: string;
}

/** A workflow under way has none of these. */
const ENDED: ReadonlySet<string> = new Set([
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TERMINATED',
  'TIMED_OUT',
  'CONTINUED_AS_NEW',
]);

/**
 * Whether a workflow has not ended. A paused workflow has not, and neither has one with a status that only a newer server
 * knows: taking it for ended would free its id, or cancel its regions.
 *
 * @param execution as the server describes or lists it.
 */
export function isUnderWay({ status }: { readonly status: { readonly name: string } }): boolean {
  return !ENDED.has(status.name);
}

/** The workflow id of a plan's run, unless the run was given another. */
export function runWorkflowId(plan: string): string {
  return `${RUN_WORKFLOW}-${plan}`;
}

/**
 * The workflow id of one target region. It does not depend on the id of the run: Temporal itself admits one workflow at a
 * time per plan and region, whether it replicates or prunes.
 */
export function regionWorkflowId(plan: string, region: string): string {
  return `${runWorkflowId(plan)}/${region}`;
}

/** What Temporal appends to the workflow id of a scheduled run. No plan name ends like this: it has no capital letters. */
const SCHEDULED_AT = /-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Whether this is the workflow id of a run of the plan that a schedule started. */
export function isScheduledRunOf(plan: string, workflowId: string): boolean {
  return SCHEDULED_AT.test(workflowId) && workflowId.replace(SCHEDULED_AT, '') === runWorkflowId(plan);
}

/** The start of the ids of all scheduled runs of the plan, for a list query; other plans' runs may match it too. */
export function scheduledRunPrefix(plan: string): string {
  return `${runWorkflowId(plan)}-2`;
}

/** The plan of a workflow that has the id of this region's; `undefined` for any other workflow. */
export function planOfRegion(workflowId: string, region: string): string | undefined {
  const [prefix, suffix] = [runWorkflowId(''), `/${region}`];
  if (!workflowId.startsWith(prefix) || !workflowId.endsWith(suffix)) return undefined;
  return workflowId.slice(prefix.length, -suffix.length);
}

/** The plan's name, taken from the workflow id of a run. An id that was chosen for the run is returned as it is. */
export function planOfRun(workflowId: string): string {
  const prefix = runWorkflowId('');
  return workflowId.startsWith(prefix) ? workflowId.slice(prefix.length).replace(SCHEDULED_AT, '') : workflowId;
}
