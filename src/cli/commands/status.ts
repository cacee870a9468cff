import { buildCommand } from '@stricli/core';
import type { RegionLine } from '../../../workflows/messages.js';
import type { CurrentStatus } from '../../client/status/current-status.js';
import { countText, deletionText, namesText, selectedText } from '../../report/figure-text.js';
import { printableIn, printableLines } from '../../safe-text.js';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags, runIdParameter } from '../flags.js';
import { actionLines, progressLine } from '../follow/progress-line.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

/** How old the figures of a region under way are. */
function ageText({ phase, asOf }: RegionLine): string {
  return phase === 'surveying' || phase === 'copying' ? `; as of ${asOf}` : '';
}

export const statusCommand = buildCommand<OutputFlags, [id: string], CliContext>({
  async func({ output }, id) {
    const [{ findRun }, { currentStatus }] = await Promise.all([
      import('../../client/find-run.js'),
      import('../../client/status/current-status.js'),
    ]);
    await withTemporal(this, undefined, async (client) => {
      const run = await findRun(client, id);
      const current = await currentStatus(client, run);
      if (output === 'json') return printJson(this, { ...run, ...current });
      const status = printableIn(current);
      const lines = [
        `${status.plan} ${status.outcome}: ${countText(status.counts)}`,
        `workflow ${run.workflowId}, run ${run.runId}, as of ${status.asOf}`,
        ...actionLines(status),
        ...deletionLines(status),
        ...(status.waitingFor === undefined ? [] : [`waiting for ${status.waitingFor}`]),
        ...(status.selected === undefined ? [] : [`sources matched by ${selectedText(status.selected)}`]),
        ...(status.notShown === undefined ? [] : [`sources not shown: ${namesText(status.notShown)}`]),
        ...(current.failure === undefined ? [] : [printableLines(current.failure)]),
        ...status.regions.map((region) => `  ${progressLine(region)}${ageText(region)}`),
      ];
      printData(this, lines.join('\n'));
    });
  },
  parameters: { flags: outputFlag, positional: runIdParameter },
  docs: {
    brief: 'Show the progress of a run now',
    fullDescription: [
      'Prints the counts of a run per region, what it is waiting for and why. Exits 0 once they are printed. The',
      'regions under way are asked directly; one that does not answer is shown as of its last report.',
      '',
      'Examples:',
      '  eci-replicator status llm-weights',
      '  eci-replicator status llm-weights --output json',
    ].join('\n'),
  },
});

function deletionLines({ deletion, outcome }: CurrentStatus): string[] {
  if (deletion === undefined) return [];
  if (deletion !== null) return deletionText({ deletion, outcome });
  return ['the copies that it requested are deleted once it is cancelled and its regions have ended'];
}
