import { buildCommand } from '@stricli/core';
import type { Triggered } from '../../client/schedules/steer-schedule.js';
import type { CliContext } from '../context.js';
import { type OutputFlags, outputFlag, scheduleIdParameter } from '../flags.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

export const scheduleTriggerCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  async func({ output }, id) {
    const [{ findSchedule }, { triggerSchedule }] = await Promise.all([
      import('../../client/schedules/find-schedule.js'),
      import('../../client/schedules/steer-schedule.js'),
    ]);
    await withTemporal(this, undefined, async (client) => {
      const schedule = await findSchedule(client, id);
      const { scheduleId } = schedule;
      const triggered = await triggerSchedule(client, schedule, this.pause);
      if (output === 'json') return printJson(this, { scheduleId, ...asJson(triggered) });
      printData(this, triggeredText(scheduleId, triggered));
    });
  },
  parameters: { flags: outputFlag, positional: scheduleIdParameter },
  docs: {
    brief: 'Start a run of a schedule now',
    fullDescription: [
      'Starts a run as if its time had come, even if the schedule is paused. If a run of the schedule is under way, the new one',
      'is skipped, which is not a failure. Exits 0 in both cases.',
      '',
      'Examples:',
      '  eci-replicator schedule trigger llm-weights',
      '  eci-replicator schedule trigger llm-weights --output json | jq -r .run.workflowId',
    ].join('\n'),
  },
});

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
