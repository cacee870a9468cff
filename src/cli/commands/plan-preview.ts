import { buildCommand } from '@stricli/core';
import type { PlanPreviewFlags } from '../actions/plan-preview.js';
import type { CliContext } from '../context.js';
import { durationFlag, outputFlag, planFileParameter, planFlags, switchFlag } from '../flags.js';
import { loading } from '../loading.js';

export const planPreviewCommand = buildCommand<PlanPreviewFlags, [file: string], CliContext>({
  loader: loading(async () => (await import('../actions/plan-preview.js')).planPreviewAction),
  parameters: {
    flags: {
      ...planFlags,
      exitCode: switchFlag('Exit 7 if there are changes to make, and 1 if that is not certain'),
      timeout: durationFlag('Give up after this time, such as 90s or 10m: exit 4'),
      ...outputFlag,
    },
    positional: planFileParameter,
  },
  docs: {
    brief: 'Show what a run would do about every copy, compared with what exists; copies nothing',
    fullDescription: [
      'A worker looks up the sources and surveys every target region as a run would. The result is the verdict of every copy,',
      "the GiB to be created, the room in each region's quota, and a preview digest. Nothing is copied or deleted. A run with",
      '--expect-digest starts nothing unless the verdicts are still the same.',
      '',
      'Exit codes: 0 previewed, 1 failed, 2 wrong usage or invalid plan, 4 --timeout passed, 5 no Temporal or no worker,',
      '6 cancelled or terminated, 7 with --exit-code: there are changes to make, 130 and 143 interrupted. With --exit-code,',
      'it also exits 1 if no copy would be made but some have no verdict.',
      '',
      'Examples:',
      '  eci-replicator plan preview replication.yaml',
      '  eci-replicator plan preview replication.yaml --exit-code',
      '  eci-replicator plan preview replication.yaml --output json | jq -r .previewDigest',
    ].join('\n'),
  },
});
