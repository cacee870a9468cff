import type { Client } from '@temporalio/client';
import { InvalidPlan } from '../client/errors.js';
import { realPause } from '../client/pause.js';
import { applySchedule } from '../client/schedules/apply-schedule.js';
import { findSchedule } from '../client/schedules/find-schedule.js';
import type { ScheduleChange } from '../client/schedules/schedule-facts.js';
import {
  type ListedSchedule,
  listSchedules,
  type ScheduleState,
  scheduleState,
} from '../client/schedules/schedule-state.js';
import { pauseSchedule, resumeSchedule, type Triggered, triggerSchedule } from '../client/schedules/steer-schedule.js';
import { defined } from '../defined.js';
import type { ReplicationPlan } from './replication-plan.js';

/** How {@link ReplicationSchedules.apply} stores a plan. */
export interface ApplyScheduleOptions {
  /** Store no plan: each run reads this file in the worker's plan folder. */
  readonly follow?: string;
  readonly signal?: AbortSignal;
}

/** What {@link ReplicationSchedules.apply} did. */
export interface ScheduleApplied {
  readonly scheduleId: string;
  readonly result: 'created' | 'updated' | 'unchanged';
  readonly changes: readonly ScheduleChange[];
  /** What differs between the stored plan and the new one, by key. */
  readonly planChanges: readonly string[];
}

/** The schedules that start runs. An id is the name of a plan or a schedule id; methods with one throw ScheduleNotFound. */
export class ReplicationSchedules {
  /** @internal Use {@link ReplicationClient.schedules}. */
  constructor(
    private readonly client: Client,
    private readonly taskQueue: string,
  ) {}

  /**
   * Creates the schedule of a plan, or updates what differs from the plan. Whether it is paused never changes.
   *
   * @throws InvalidPlan if the plan has no `schedule`; RunRefused if a schedule with its id starts something else.
   */
  async apply(plan: ReplicationPlan, { follow, signal }: ApplyScheduleOptions = {}): Promise<ScheduleApplied> {
    const { name, digest, content } = plan;
    const { schedule } = content.plan;
    if (schedule === undefined) throw new InvalidPlan([`the plan ${name} has no \`schedule\``]);
    const { vars, regions, document } = content;
    const wanted = { name, schedule, planDigest: digest, document, ...defined({ vars, regions, follow }) };
    const applied = await applySchedule(this.client, { ...wanted, taskQueue: this.taskQueue }, realPause, signal);
    const { result, changes, planChanges } = applied;
    return { scheduleId: applied.schedule.scheduleId, result, changes, planChanges };
  }

  /** All schedules that start runs, sorted by id. */
  list(): Promise<ListedSchedule[]> {
    return listSchedules(this.client);
  }

  /** When a schedule starts runs, whether it is paused, and how its latest runs ended. */
  async describe(id: string): Promise<ScheduleState> {
    return scheduleState(this.client, await findSchedule(this.client, id));
  }

  /** Starts a run now, even if the schedule is paused, unless one is under way. */
  async trigger(id: string): Promise<Triggered> {
    return triggerSchedule(this.client, await findSchedule(this.client, id), realPause);
  }

  /** Starts no more runs until it is resumed. @returns whether anything changed. */
  async pause(id: string, reason?: string): Promise<boolean> {
    return pauseSchedule(this.client, await findSchedule(this.client, id), reason);
  }

  /** @returns whether the schedule was paused. */
  async resume(id: string): Promise<boolean> {
    return resumeSchedule(this.client, await findSchedule(this.client, id));
  }

  /** Deletes a schedule. Runs that it started continue, and copies are kept. */
  async delete(id: string): Promise<void> {
    const { scheduleId } = await findSchedule(this.client, id);
    await this.client.schedule.getHandle(scheduleId).delete();
  }
}
