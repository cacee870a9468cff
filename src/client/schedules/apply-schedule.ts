import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleClient,
  type ScheduleDescription,
  type WorkflowService,
} from '@temporalio/client';
import { planChanges } from '../../plan/plan-changes.js';
import { RunRefused } from '../errors.js';
import type { Pause } from '../pause.js';
import { describeSchedule, startsRuns } from './find-schedule.js';
import { type ScheduleChange, scheduleChanges } from './schedule-facts.js';
import { storedFacts, storedPlan } from './stored-schedule.js';
import { scheduleOptions, type WantedSchedule, wantedFacts } from './wanted-schedule.js';

/** Ms between attempts to update the schedule. */
const RETRY_EVERY_MS = 500;
const ATTEMPTS = 20;

/** A schedule that agrees with its plan. */
export interface AppliedSchedule {
  readonly result: 'created' | 'updated' | 'unchanged';
  /** What was changed; empty unless the schedule was updated. */
  readonly changes: readonly ScheduleChange[];
  /** What was changed in the stored plan, by key, a line each. */
  readonly planChanges: readonly string[];
  readonly schedule: ScheduleDescription;
}

/**
 * Creates the schedule of a plan, or updates what differs from the plan. A schedule that agrees with the plan is not
 * touched. Whether the schedule is paused, and its note, never change.
 *
 * @throws RunRefused if a schedule with this id starts something other than runs.
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
  let updated: readonly ScheduleChange[] = [];
  let inPlan: readonly string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const schedule = await describeSchedule(client, scheduleId);
    if (schedule === undefined) {
      created = await create(client, options);
      continue;
    }
    if (!startsRuns(schedule)) throw notOurs(schedule);
    const changes = scheduleChanges(storedFacts(schedule), wantedFacts(wanted));
    if (changes.length === 0) {
      const result = created ? 'created' : updated.length > 0 ? 'updated' : 'unchanged';
      return { result, changes: updated, planChanges: inPlan, schedule };
    }
    updated = changes;
    inPlan = changesInPlan(schedule, wanted);
    // The server drops an update if someone else has changed the schedule in the meantime.
    if (attempt > 1) await pause(RETRY_EVERY_MS, signal);
    await update(client, options);
  }
  throw new Error(
    `Temporal did not accept the changes to ${scheduleId}: ${updated.map(({ field }) => field).join(', ')}. Apply the plan again; if that does not help, delete the schedule first.`,
  );
}

/** None if the runs read a file before or now. */
function changesInPlan(schedule: ScheduleDescription, { document, vars, follow }: WantedSchedule): string[] {
  const stored = storedPlan(schedule);
  return stored === undefined || follow !== undefined ? [] : planChanges(stored, { document, vars });
}

/** Whether this call created the schedule; someone else may have been faster. */
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
    `The schedule ${scheduleId} exists and starts \`${action.workflowType}\`, so nothing was changed: rename the plan, or delete that schedule.`,
  );
}

type Describe = Parameters<WorkflowService['describeSchedule']>[0];
type Update = Parameters<WorkflowService['updateSchedule']>[0];

/**
 * A schedule client whose updates pass the server's conflict token: if someone else has changed the schedule since it was
 * described, for example paused it, the server drops the update without an error. The SDK's own client would overwrite
 * that change.
 */
class GuardedSchedules extends ScheduleClient {
  private conflictToken: Uint8Array | null = null;

  constructor({ schedule }: Client) {
    super({ ...schedule.options, connection: schedule.connection });
  }

  override get workflowService(): WorkflowService {
    const service = super.workflowService;
    return Object.assign(Object.create(service) as WorkflowService, {
      describeSchedule: async (request: Describe) => {
        const described = await service.describeSchedule(request);
        this.conflictToken = described.conflictToken;
        return described;
      },
      updateSchedule: (request: Update) => service.updateSchedule({ ...request, conflictToken: this.conflictToken }),
    });
  }
}
