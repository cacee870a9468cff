import type { ScheduleOptions, ScheduleOptionsStartWorkflowAction, ScheduleSpec, Workflow } from '@temporalio/client';
import { defined } from '../../defined.js';
import { formatDuration } from '../../plan/duration.js';
import type { RunInput } from '../../plan/run-input.js';
import type { Schedule } from '../../plan/schedule-schema.js';
import { scheduleWhen } from '../../plan/schedule-times.js';
import { RUN_WORKFLOW, runWorkflowId } from '../../workflow-ids.js';
import type { ScheduleFacts } from './schedule-facts.js';

/** Temporal raises a shorter catch-up window to this, ms. */
const SHORTEST_CATCHUP_MS = 10_000;

/** What to schedule. */
export interface WantedSchedule {
  /** The plan's name. */
  readonly name: string;
  readonly schedule: Schedule;
  /** Digest of the plan after variables and selection of regions. */
  readonly planDigest: string;
  /** The plan as written. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Store no plan: each run reads this file in the worker's plan folder. */
  readonly follow?: string;
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
  readonly taskQueue: string;
}

/** The id of a plan's schedule: the workflow id of the plan's run. Temporal appends the time to it for each run. */
export function scheduleIdOf(plan: string): string {
  return runWorkflowId(plan);
}

type WantedOptions = ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>>;

/** The options with which to create or update the schedule. They leave out whether it is paused, and its note. */
export function scheduleOptions(wanted: WantedSchedule): Required<Pick<WantedOptions, 'policies'>> & WantedOptions {
  const { name, schedule, planDigest, document, follow, vars, regions, taskQueue } = wanted;
  const input: RunInput = { plan: follow ?? document, ...defined({ vars, regions }) };
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
      // A run that reads its file computes the digest itself.
      ...(follow === undefined ? { memo: { planDigest } } : {}),
    },
  };
}

function specOf({ cron, every, timezone, jitter }: Schedule): ScheduleSpec {
  return {
    ...(cron === undefined ? { intervals: [{ every }] } : { cronExpressions: [cron] }),
    timezone,
    ...defined({ jitter }),
  };
}

function catchupMs({ catchupWindow }: Schedule): number {
  return Math.max(catchupWindow, SHORTEST_CATCHUP_MS);
}

/** The facts of the wanted schedule, to be compared with the stored ones. */
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
