import { buildCommand } from '@stricli/core';
import type { RunFlags } from '../actions/run.js';
import type { CliContext } from '../context.js';
import { planFileParameter, planFlags, previewDigestFlag, textFlag } from '../flags.js';
import { followFlags } from '../follow/follow-flags.js';
import { loading } from '../loading.js';

export const runCommand = buildCommand<RunFlags, [file: string], CliContext>({
  loader: loading(async () => (await import('../actions/run.js')).runAction),
  parameters: {
    flags: {
      ...planFlags,
      wait: { kind: 'boolean', default: true, brief: 'Wait for the end; --no-wait exits once the run is started' },
      ...followFlags,
      onConflict: {
        kind: 'enum',
        values: ['fail', 'replace'],
        default: 'fail',
        brief: 'If a run of another plan digest is under way: refuse, or cancel it and keep its copies',
      },
      workflowId: textFlag('ID', 'The workflow id of the run; default: replicate-<plan name>'),
      expectDigest: previewDigestFlag('Start nothing unless `plan preview` would still print this digest: exit 8'),
    },
    positional: planFileParameter,
  },
  docs: {
    brief: 'Start a run, or attach to the one under way, and wait for it',
    fullDescription: [
      'Checks the plan, starts a run, shows its progress on standard error and prints the result. If a run of the same plan',
      'is under way, it attaches to that run: starting twice is safe. Ctrl-C detaches, and the run continues.',
      '',
      'Exit codes: 0 ready, 1 failed, 2 wrong usage or invalid plan, 3 partial, 4 --timeout passed, 5 no Temporal or no',
      'worker, 6 cancelled or terminated, 8 refused: the digest differs or another run is under way, 130 and 143 detached.',
      '',
      'Examples:',
      '  eci-replicator run replication.yaml',
      '  eci-replicator run replication.yaml --var release=2026-12 --timeout 2h --report report.xml',
      '  eci-replicator run replication.yaml --region cn-beijing --output json > report.json',
      '  eci-replicator run replication.yaml --expect-digest 3b1f…  # from plan preview',
      '  eci-replicator run replication.yaml --wait-for required --outputs copies.json',
      '  eci-replicator run replication.yaml --no-wait',
    ].join('\n'),
  },
});
