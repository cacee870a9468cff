import { buildCommand } from '@stricli/core';
import type { ScheduleApplyFlags } from '../actions/schedule-apply.js';
import type { CliContext } from '../context.js';
import { outputFlag, planFileFlag, planFileParameter, planFlags } from '../flags.js';
import { loading } from '../loading.js';

export const scheduleApplyCommand = buildCommand<ScheduleApplyFlags, [file: string], CliContext>({
  loader: loading(async () => (await import('../actions/schedule-apply.js')).scheduleApplyAction),
  parameters: {
    flags: {
      ...planFlags,
      follow: planFileFlag("Do not store the plan: each run reads this file in the worker's plan folder"),
      ...outputFlag,
    },
    positional: planFileParameter,
  },
  docs: {
    brief: "Create the plan's schedule, or update what differs from the plan",
    fullDescription: [
      'Stores the plan, with its variables and regions, in the Temporal schedule replicate-<plan name>, which runs it at the',
      "times in the plan's `schedule`. If the schedule exists, it shows and updates what differs; it never resumes a paused",
      'schedule. A run that is due while the previous one is under way is skipped. With --follow, only the name and the times',
      'come from FILE, and each run reads NAME on its worker: edits of that file take effect without another apply.',
      '',
      'A plan gives its times as `schedule: { every: 6h }`, or as five fields with a time zone: `schedule: { cron:',
      '"0 3 * * *", timezone: Asia/Shanghai }`.',
      '',
      'Exit codes: 0 applied, or nothing to change; 2 wrong usage or invalid plan; 5 no Temporal; 8 refused: the schedule',
      'of this id starts something else.',
      '',
      'Examples:',
      '  eci-replicator schedule apply replication.yaml',
      '  eci-replicator schedule apply replication.yaml --var release=2026-12 --region cn-beijing',
      '  eci-replicator schedule apply replication.yaml --follow replication.yaml',
    ].join('\n'),
  },
});
