import { type Client, ScheduleAlreadyRunning, type ScheduleDescription } from '@temporalio/client';
import type { Pause } from '../pause.js';
import { RunRefused } from '../run-refused.js';
import { describeSchedule, startsRuns } from './find-schedule.js';
import { GuardedSchedules } from './guarded-schedules.js';
import { type ScheduleChange, scheduleChanges } from './schedule-facts.js';
import { storedFacts } from './stored-facts.js';
import { scheduleOptions, type WantedSchedule, wantedFacts } from './wanted-schedule.js';

/** Ms between looks whether the server has taken a change over, and how many of them. */
const LOOK_EVERY_MS = 500;
const LOOKS = 20;

/** A schedule that is as the plan says. */
export interface AppliedSchedule {
  readonly result: 'created' | 'updated' | 'unchanged';
  /** What was changed; empty unless it was updated. */
  readonly changes: readonly ScheduleChange[];
  readonly schedule: ScheduleDescription;
}

/**
 * Makes a plan's schedule, or changes what of it differs from the plan. Whether it is paused, and its note, stay as they
 * are; when it is as the plan says, it is not touched.
 *
 * @throws RunRefused when something else than runs is scheduled under this id.
 */
export async function applySchedule(
  client: Client,
  wanted: WantedSchedule,
  pause: Pause,
  signal?: AbortSignal,
): Promise<AppliedSchedule> {
  const options = scheduleOptions(wanted);
  const { scheduleId } = options;
  let created = false;
  let told: readonly ScheduleChange[] = [];
  for (let looks = 1; looks <= LOOKS; looks += 1) {
    const schedule = await describeSchedule(client, scheduleId);
    if (schedule === undefined) {
      created = await create(client, options);
      continue;
    }
    if (!startsRuns(schedule)) throw notOurs(schedule);
    const changes = scheduleChanges(storedFacts(schedule), wantedFacts(wanted));
    if (changes.length === 0) {
      const result = created ? 'created' : told.length > 0 ? 'updated' : 'unchanged';
      return { result, changes: told, schedule };
    }
    told = changes;
    // Between the tries somebody else may have changed it, and the server has then dropped ours.
    if (looks > 1) await pause(LOOK_EVERY_MS, signal);
    await update(client, options);
  }
  throw new Error(
    `Temporal did not take over the changes of ${scheduleId}: ${told.map(({ field }) => field).join(', ')}. Apply it again; if that does not help, delete the schedule and apply it anew.`,
  );
}

/** Whether it was made: somebody else may have been faster. */
async function create(client: Client, options: ReturnType<typeof scheduleOptions>): Promise<boolean> {
  try {
    await client.schedule.create(options);
    return true;
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return false;
    throw error;
  }
}

async function update(
  client: Client,
  { scheduleId, spec, policies, action }: ReturnType<typeof scheduleOptions>,
): Promise<void> {
  const handle = new GuardedSchedules(client).getHandle(scheduleId);
  await handle.update(({ state }) => ({ spec, policies, action, state }));
}

function notOurs({ scheduleId, action }: ScheduleDescription): RunRefused {
  return new RunRefused(
    `The schedule ${scheduleId} is there already and starts \`${action.workflowType}\`, so nothing was changed: rename the plan, or delete that schedule.`,
  );
}
