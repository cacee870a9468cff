import { runWorkflowId } from '../../workflow-ids.js';

/** A schedule's id: that of the plan's run, to which Temporal appends the time for each of its runs. */
export function scheduleIdOf(plan: string): string {
  return runWorkflowId(plan);
}
