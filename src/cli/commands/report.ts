import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type OutputFlags, outputFlag, runIdParameter } from '../flags.js';
import { type ReportFlags, reportFlags } from '../follow/follow-flags.js';
import { checkReportFlags } from '../follow/report-files.js';
import { withTemporal } from '../with-temporal.js';

export const reportCommand = buildCommand<ReportFlags & OutputFlags, [id: string], CliContext>({
  async func(flags, id) {
    await checkReportFlags(flags);
    const [{ findRun }, { showReport }] = await Promise.all([
      import('../../client/find-run.js'),
      import('../follow/show-report.js'),
    ]);
    await withTemporal(this, undefined, async (client) => {
      await showReport(this, client, await findRun(client, id), flags);
    });
  },
  parameters: { flags: { ...reportFlags, ...outputFlag }, positional: runIdParameter },
  docs: {
    brief: 'Print the full report of any run, finished or not',
    fullDescription: [
      'Prints the outcome of every copy. Exits 0 once the report is printed, whatever the outcome. Needs no worker once the',
      'run has ended.',
      '',
      'Examples:',
      '  eci-replicator report llm-weights',
      '  eci-replicator report llm-weights --output json',
      '  eci-replicator report llm-weights --report report.html',
      '  eci-replicator report llm-weights --report junit=results.xml --outputs copies.json',
    ].join('\n'),
  },
});
