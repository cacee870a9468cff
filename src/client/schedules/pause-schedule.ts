import type { Client, ScheduleDescription } from '@temporalio/client';

/**
 * Has a schedule start nothing until it is resumed; a run under way goes on. One that is paused already keeps its note
 * unless a reason is given.
 *
 * @returns whether anything was changed.
 */
export async function pauseSchedule(
  client: Client,
  { scheduleId, state }: ScheduleDescription,
  reason?: string,
): Promise<boolean> {
  if (state.paused && reason === undefined) return false;
  await client.schedule.getHandle(scheduleId).pause(reason ?? 'paused from the command line');
  return true;
}

/** @returns whether anything was changed: it was paused. */
export async function resumeSchedule(client: Client, { scheduleId, state }: ScheduleDescription): Promise<boolean> {
  if (!state.paused) return false;
  await client.schedule.getHandle(scheduleId).unpause('resumed from the command line');
  return true;
}
