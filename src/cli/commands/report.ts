import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags, runIdParameter } from '../flags.js';
import { type ReportFlags, reportFlags } from '../follow/follow-flags.js';
import { loading } from '../loading.js';

export const reportCommand = buildCommand<ReportFlags & OutputFlags, [id: string], CliContext>({
  loader: loading(async () => (await import('../actions/report.js')).reportAction),
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
