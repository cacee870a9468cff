import { findSchedule } from '../../client/schedules/find-schedule.js';
import type { CliContext } from '../context.js';
import type { OutputFlags } from '../flags.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

export async function scheduleDeleteAction(context: CliContext, { output }: OutputFlags, id: string): Promise<void> {
  await withTemporal(context, undefined, async (client) => {
    const { scheduleId } = await findSchedule(client, id);
    await client.schedule.getHandle(scheduleId).delete();
    if (output === 'json') return printJson(context, { scheduleId, deleted: true });
    printData(context, `deleted ${scheduleId}; runs that it started continue, and copies are kept`);
  });
}
