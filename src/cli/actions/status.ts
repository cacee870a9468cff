import type { RegionLine } from '../../../workflows/messages.js';
import { findRun } from '../../client/find-run.js';
import { currentStatus, type CurrentStatus } from '../../client/status/current-status.js';
import { countText, deletionText, namesText, selectedText } from '../../report/figure-text.js';
import { printableIn, printableLines } from '../../safe-text.js';
import type { CliContext } from '../context.js';
import type { OutputFlags } from '../flags.js';
import { actionLines, progressLine } from '../follow/progress-line.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

/** How old the figures of a region under way are. */
function ageText({ phase, asOf }: RegionLine): string {
  return phase === 'surveying' || phase === 'copying' ? `; as of ${asOf}` : '';
}

export async function statusAction(context: CliContext, { output }: OutputFlags, id: string): Promise<void> {
  await withTemporal(context, undefined, async (client) => {
    const run = await findRun(client, id);
    const current = await currentStatus(client, run);
    if (output === 'json') return printJson(context, { ...run, ...current });
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
    printData(context, lines.join('\n'));
  });
}

function deletionLines({ deletion, outcome }: CurrentStatus): string[] {
  if (deletion === undefined) return [];
  if (deletion !== null) return deletionText({ deletion, outcome });
  return ['the copies that it requested are deleted once it is cancelled and its regions have ended'];
}
