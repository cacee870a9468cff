import { findSchedule } from '../../client/schedules/find-schedule.js';
import { scheduleState } from '../../client/schedules/schedule-state.js';
import type { CliContext } from '../context.js';
import type { OutputFlags } from '../flags.js';
import { printData, printJson } from '../print.js';
import { scheduleStateText } from '../schedule-text.js';
import { withTemporal } from '../with-temporal.js';

export async function scheduleDescribeAction(context: CliContext, { output }: OutputFlags, id: string): Promise<void> {
  const state = await withTemporal(context, undefined, async (client) =>
    scheduleState(client, await findSchedule(client, id)),
  );
  if (output === 'json') return printJson(context, state);
  printData(context, scheduleStateText(state));
}
