import type { ScheduleOptions, ScheduleOptionsStartWorkflowAction, ScheduleSpec, Workflow } from '@temporalio/client';
import { formatDuration } from '../../plan/duration.js';
import type { RunInput } from '../../plan/run-input.js';
import type { Schedule } from '../../plan/schedule-schema.js';
import { scheduleWhen } from '../../plan/schedule-times.js';
import { RUN_WORKFLOW, runWorkflowId } from '../run-execution.js';
import type { ScheduleFacts } from './schedule-facts.js';
import { scheduleIdOf } from './schedule-id.js';

/** Temporal makes every shorter catch-up window one of this, ms. */
const SHORTEST_CATCHUP_MS = 10_000;

/** What is to be scheduled. */
export interface WantedSchedule {
  /** The plan's name. */
  readonly name: string;
  readonly schedule: Schedule;
  /** Of the plan after variables and selection of regions. */
  readonly planDigest: string;
  /** The plan as it was written. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Store no plan: each run reads this file of the worker's plan folder. */
  readonly follow?: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
  readonly taskQueue: string;
}

type WantedOptions = ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>>;

/** The schedule as Temporal is told it. Who pauses it, and why, is not the plan's to say. */
export function scheduleOptions(wanted: WantedSchedule): Required<Pick<WantedOptions, 'policies'>> & WantedOptions {
  const { name, schedule, planDigest, document, follow, vars, regions, taskQueue } = wanted;
  const input: RunInput = {
    plan: follow ?? document,
    ...(vars === undefined ? {} : { vars }),
    ...(regions === undefined ? {} : { regions }),
  };
  const scheduleId = scheduleIdOf(name);
  return {
    scheduleId,
    spec: specOf(schedule),
    policies: {
      overlap: 'SKIP',
      catchupWindow: catchupMs(schedule),
      pauseOnFailure: schedule.pauseOnFailure,
    },
    action: {
      type: 'startWorkflow',
      workflowType: RUN_WORKFLOW,
      workflowId: runWorkflowId(name),
      taskQueue,
      args: [input],
      staticSummary: `replicate ${name}`,
      staticDetails: `Plan **${name}**, ${follow === undefined ? `digest \`${planDigest}\`` : `file \`${follow}\``}, started by the schedule ${scheduleId}.`,
      // A run that reads its file finds the digest out by itself.
      ...(follow === undefined ? { memo: { planDigest } } : {}),
    },
  };
}

function specOf({ cron, every, timezone, jitter }: Schedule): ScheduleSpec {
  return {
    ...(cron === undefined ? { intervals: [{ every }] } : { cronExpressions: [cron] }),
    timezone,
    ...(jitter === undefined ? {} : { jitter }),
  };
}

function catchupMs({ catchupWindow }: Schedule): number {
  return Math.max(catchupWindow, SHORTEST_CATCHUP_MS);
}

/** The same in words, to be compared with what is stored. */
export function wantedFacts({ schedule, planDigest, follow, vars, regions, taskQueue }: WantedSchedule): ScheduleFacts {
  const { timezone, jitter, pauseOnFailure } = schedule;
  return {
    when: scheduleWhen(schedule),
    timezone,
    jitter: jitter === undefined ? null : formatDuration(jitter),
    catchupWindow: formatDuration(catchupMs(schedule)),
    pauseOnFailure,
    overlap: 'skip',
    taskQueue,
    planDigest: follow === undefined ? planDigest : null,
    follow: follow ?? null,
    vars: vars ?? null,
    regions: regions ?? null,
  };
}
