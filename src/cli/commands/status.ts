import { buildCommand } from '@stricli/core';
import { countText, selectedText } from '../../report/figure-text.js';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags } from '../output-flag.js';
import { printData, printJson } from '../print.js';
import { progressLine } from '../progress/progress-line.js';
import { runIdParameter } from '../run-id.js';
import { steeredLines } from '../steered-lines.js';
import { withTemporal } from '../with-temporal.js';

export const statusCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  async func({ output }, id) {
    const [{ findRun }, { currentStatus }] = await Promise.all([
      import('../../client/find-run.js'),
      import('../../client/current-status.js'),
    ]);
    await withTemporal(this, undefined, async (client) => {
      const run = await findRun(client, id);
      const status = await currentStatus(client, run);
      if (output === 'json') return printJson(this, { ...run, ...status });
      const lines = [
        `${status.plan} ${status.outcome}: ${countText(status.counts)}`,
        `workflow ${run.workflowId}, run ${run.runId}, as of ${status.asOf}`,
        ...steeredLines(status),
        ...(status.waitingFor === undefined ? [] : [`waiting for ${status.waitingFor}`]),
        ...(status.selected === undefined ? [] : [`sources matched by ${selectedText(status.selected)}`]),
        ...(status.failure === undefined ? [] : [status.failure]),
        ...status.regions.map((region) => `  ${progressLine(region)}`),
      ];
      printData(this, lines.join('\n'));
    });
  },
  parameters: { flags: outputFlag, positional: runIdParameter },
  docs: {
    brief: 'How far a run is now',
    fullDescription: [
      'Prints the counts of a run, by region, and what it waits for and why. It exits 0 once printed. Regions report at',
      'steps, so the figures are as of the time that is shown.',
      '',
      'Examples:',
      '  eci-replicator status llm-weights',
      '  eci-replicator status llm-weights --output json',
    ].join('\n'),
  },
});
