import { type Client, type ScheduleDescription, ScheduleNotFoundError } from '@temporalio/client';
import { RUN_WORKFLOW } from '../../workflow-ids.js';
import { scheduleIdOf } from './schedule-id.js';
import { ScheduleNotFound } from './schedule-not-found.js';

/**
 * The schedule that a user means: a plan's, by the plan's name, else the one with this schedule id.
 *
 * @throws ScheduleNotFound, also when that schedule starts something else than runs.
 */
export async function findSchedule(client: Client, id: string): Promise<ScheduleDescription> {
  const found = (await describeSchedule(client, scheduleIdOf(id))) ?? (await describeSchedule(client, id));
  if (found === undefined) {
    throw new ScheduleNotFound(
      `There is no schedule of ${id}: give a plan's name or a schedule id, see \`eci-replicator schedule list\`, or make one with \`eci-replicator schedule apply FILE\`.`,
    );
  }
  if (!startsRuns(found)) {
    throw new ScheduleNotFound(`${found.scheduleId} is a schedule of \`${found.action.workflowType}\`, not of runs.`);
  }
  return found;
}

/** A schedule as the server knows it; `undefined`: there is none. */
export async function describeSchedule(client: Client, scheduleId: string): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(scheduleId).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/** Whether a schedule's action is a run. */
export function startsRuns({ action }: { readonly action?: { readonly workflowType: string } }): boolean {
  return action?.workflowType === RUN_WORKFLOW;
}
