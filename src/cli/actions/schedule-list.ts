import { listSchedules } from '../../client/schedules/schedule-state.js';
import { plainTable } from '../../report/report-table.js';
import { printable } from '../../safe-text.js';
import type { CliContext } from '../context.js';
import type { OutputFlags } from '../flags.js';
import { printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';

const HEAD = ['schedule', 'when', 'time zone', 'paused', 'next', 'last run', 'outcome'];

export async function scheduleListAction(context: CliContext, { output }: OutputFlags): Promise<void> {
  const schedules = await withTemporal(context, undefined, listSchedules);
  if (output === 'json') return printJson(context, schedules);
  if (schedules.length === 0)
    return say(context, 'There are no schedules yet: create one with `eci-replicator schedule apply FILE`.');
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
  printData(context, plainTable(HEAD, rows));
}
