import { type Client, type ScheduleDescription, ScheduleNotFoundError } from '@temporalio/client';
import { RUN_WORKFLOW } from '../../workflow-ids.js';
import { ScheduleNotFound } from '../errors.js';
import { scheduleIdOf } from './wanted-schedule.js';

/**
 * Finds a schedule by the name of its plan, else by its schedule id.
 *
 * @throws ScheduleNotFound, also if the schedule starts something other than runs.
 */
export async function findSchedule(client: Client, id: string): Promise<ScheduleDescription> {
  const found = (await describeSchedule(client, scheduleIdOf(id))) ?? (await describeSchedule(client, id));
  if (found === undefined) {
    throw new ScheduleNotFound(
      `There is no schedule of ${id}: use a plan's name or a schedule id, as listed by \`eci-replicator schedule list\`, or create one with \`eci-replicator schedule apply FILE\`.`,
    );
  }
  if (!startsRuns(found)) {
    throw new ScheduleNotFound(`The schedule ${found.scheduleId} starts \`${found.action.workflowType}\`, not runs.`);
  }
  return found;
}

/** A schedule as the server describes it; `undefined` if there is none. */
export async function describeSchedule(client: Client, scheduleId: string): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(scheduleId).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

/** Whether a schedule starts runs. */
export function startsRuns({ action }: { readonly action?: { readonly workflowType: string } }): boolean {
  return action?.workflowType === RUN_WORKFLOW;
}
