import { buildCommand } from '@stricli/core';
import type { PruneFlags } from '../actions/prune.js';
import type { CliContext } from '../context.js';
import { outputFlag, planFileParameter, planFlags, switchFlag, textsFlag } from '../flags.js';
import { loading } from '../loading.js';

export const pruneCommand = buildCommand<PruneFlags, [file: string], CliContext>({
  loader: loading(async () => (await import('../actions/prune.js')).pruneAction),
  parameters: {
    flags: {
      var: planFlags.var,
      region: textsFlag('REGION', 'Only this region: a current or former target of the plan (repeatable)'),
      bucket: textsFlag('BUCKET', 'Also search this bucket, which the plan no longer names (repeatable)'),
      yes: switchFlag('Delete without asking'),
      ...outputFlag,
    },
    positional: planFileParameter,
  },
  docs: {
    brief: 'Delete copies that are no longer in the plan, after a preview',
    fullDescription: [
      "Shows the copies in the plan's target regions that have this plan's name and source region in their tags but are no",
      'longer in the plan. Then deletes them, after a question on a terminal or with --yes. It never deletes anything else.',
      'It is refused while a run of the plan is under way, and if what would be deleted is no longer what was shown. To',
      'prune a region that the plan no longer targets, name it with --region. Without a bucket the service may list only the',
      'bucket `default`: to find copies in buckets that the plan no longer uses, name them with --bucket.',
      '',
      'Exit codes: 0 deleted, or nothing to do, or only shown; 1 some copies were kept, or the prune failed; 2 wrong usage',
      'or invalid plan; 5 no Temporal or no worker; 6 cancelled; 8 refused, nothing was deleted; 130 and 143 interrupted.',
      '',
      'Examples:',
      '  eci-replicator prune replication.yaml',
      '  eci-replicator prune replication.yaml --yes --output json > pruned.json',
      '  eci-replicator prune replication.yaml --region cn-shanghai --bucket models-2025',
    ].join('\n'),
  },
});
