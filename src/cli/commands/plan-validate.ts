import { buildCommand } from '@stricli/core';
import type { PlanValidateFlags } from '../actions/plan-validate.js';
import type { CliContext } from '../context.js';
import { outputFlag, planFileParameter, planFlags } from '../flags.js';
import { loading } from '../loading.js';

export const planValidateCommand = buildCommand<PlanValidateFlags, [file: string], CliContext>({
  loader: loading(async () => (await import('../actions/plan-validate.js')).planValidateAction),
  parameters: { flags: { ...planFlags, ...outputFlag }, positional: planFileParameter },
  docs: {
    brief: 'Check a plan; needs no network',
    fullDescription: [
      'Checks a plan and reports all errors together, each as file:line:column: message. Needs neither Temporal nor the',
      'cloud. Exits 0 if the plan is valid, else 2. For a plan with a `schedule` it prints the next three times at which',
      '`schedule apply` would have it run.',
      '',
      'Examples:',
      '  eci-replicator plan validate replication.yaml',
      '  eci-replicator plan validate replication.yaml --var release=2026-12',
      '  render-plan | eci-replicator plan validate - --output json',
    ].join('\n'),
  },
});
