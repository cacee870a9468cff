import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { type OutputFlags, outputFlag } from '../output-flag.js';
import { checkReportFlags, type ReportFlags, reportFlags } from '../report-flags.js';
import { runIdParameter } from '../run-id.js';
import { withTemporal } from '../with-temporal.js';

export const reportCommand = buildCommand<ReportFlags & OutputFlags, [id: string], CliContext>({
  async func(flags, id) {
    await checkReportFlags(flags);
    const [{ findRun }, { showReport }] = await Promise.all([
      import('../../client/find-run.js'),
      import('../show-report.js'),
    ]);
    await withTemporal(this, undefined, async (client) => {
      await showReport(this, client, await findRun(client, id), flags);
    });
  },
  parameters: { flags: { ...reportFlags, ...outputFlag }, positional: runIdParameter },
  docs: {
    brief: 'The full report of any run, finished or not',
    fullDescription: [
      'Prints what became of every copy. It exits 0 once printed, whatever the outcome, and needs no worker once the run',
      'has ended.',
      '',
      'Examples:',
      '  eci-replicator report llm-weights',
      '  eci-replicator report llm-weights --output json',
      '  eci-replicator report llm-weights --report report.html',
      '  eci-replicator report llm-weights --report junit=results.xml --outputs copies.json',
    ].join('\n'),
  },
});
