import { findSchedule } from '../../client/schedules/find-schedule.js';
import { type Triggered, triggerSchedule } from '../../client/schedules/steer-schedule.js';
import type { CliContext } from '../context.js';
import type { OutputFlags } from '../flags.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

export async function scheduleTriggerAction(context: CliContext, { output }: OutputFlags, id: string): Promise<void> {
  await withTemporal(context, undefined, async (client) => {
    const schedule = await findSchedule(client, id);
    const { scheduleId } = schedule;
    const triggered = await triggerSchedule(client, schedule, context.pause);
    if (output === 'json') return printJson(context, { scheduleId, ...asJson(triggered) });
    printData(context, triggeredText(scheduleId, triggered));
  });
}

function triggeredText(scheduleId: string, triggered: Triggered): string {
  switch (triggered.kind) {
    case 'started': {
      const { workflowId, runId } = triggered.run;
      return `started ${workflowId}, run ${runId}\nwatch it: eci-replicator watch ${workflowId}`;
    }
    case 'skipped':
      return `skipped: ${triggered.underWay?.workflowId ?? `a run of ${scheduleId}`} is still under way, and runs of a schedule never overlap`;
    case 'asked':
      return `triggered ${scheduleId}; Temporal has not started a run yet, see \`eci-replicator schedule describe ${scheduleId}\``;
  }
}

/** `run` is the run that was started, or the run under way because of which it was skipped. */
function asJson(triggered: Triggered) {
  if (triggered.kind === 'asked') return { result: triggered.kind, run: null };
  return { result: triggered.kind, run: triggered.kind === 'started' ? triggered.run : triggered.underWay };
}
