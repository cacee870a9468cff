import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { runIdParameter } from '../flags.js';
import { type FollowFlags, followFlags } from '../follow/follow-flags.js';
import { checkReportFlags } from '../follow/report-files.js';
import { publishingExitCode } from '../github/publish.js';
import { interruptible } from '../interruption.js';
import { withTemporal } from '../with-temporal.js';

export const watchCommand = buildCommand<FollowFlags, [id: string], CliContext>({
  func: publishingExitCode(async function (flags: FollowFlags, id: string) {
    await checkReportFlags(flags);
    const [{ findRun }, { followRun }] = await Promise.all([
      import('../../client/find-run.js'),
      import('../follow/follow-run.js'),
    ]);
    await interruptible(this.process, (signal) =>
      withTemporal(this, signal, async (client) => {
        this.exitWith(await followRun(this, client, await findRun(client, id), flags, signal));
      }),
    );
  }),
  parameters: { flags: followFlags, positional: runIdParameter },
  docs: {
    brief: 'Attach to a run: live progress, the result, and the exit code of `run`',
    fullDescription: [
      'Shows a run until it ends, then prints its result and exits as `run` would. Ctrl-C detaches; the run continues.',
      '',
      'Examples:',
      '  eci-replicator watch llm-weights',
      '  eci-replicator watch replicate-llm-weights --timeout 30m --report report.md',
      '  eci-replicator watch llm-weights --wait-for required --outputs copies.json',
    ].join('\n'),
  },
});
