import { buildCommand } from '@stricli/core';
import { plainTable } from '../../report/report-table.js';
import { printable } from '../../safe-text.js';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags } from '../flags.js';
import { printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';

const HEAD = ['schedule', 'when', 'time zone', 'paused', 'next', 'last run', 'outcome'];

export const scheduleListCommand = buildCommand<OutputFlags, [], CliContext>({
  async func({ output }) {
    const { listSchedules } = await import('../../client/schedules/schedule-state.js');
    const schedules = await withTemporal(this, undefined, listSchedules);
    if (output === 'json') return printJson(this, schedules);
    if (schedules.length === 0)
      return say(this, 'There are no schedules yet: create one with `eci-replicator schedule apply FILE`.');
    const rows = schedules.map(({ scheduleId, when, timezone, paused, nextTime, lastRun }) =>
      [
        scheduleId,
        when,
        timezone,
        paused ? 'yes' : 'no',
        nextTime ?? 'never',
        lastRun?.startedAt ?? '',
        lastRun === null ? '' : (lastRun.outcome ?? 'no longer kept'),
      ].map(printable),
    );
    printData(this, plainTable(HEAD, rows));
  },
  parameters: { flags: outputFlag },
  docs: {
    brief: 'List the schedules: when, whether paused, the next time, and how the last run ended',
    fullDescription: [
      "Lists the schedules that start runs. Temporal's list lags by about a second.",
      '',
      'Examples:',
      '  eci-replicator schedule list',
      '  eci-replicator schedule list --output json',
    ].join('\n'),
  },
});
