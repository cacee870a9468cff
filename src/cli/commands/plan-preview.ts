import { buildCommand } from '@stricli/core';
import { changesIn, type Preview } from '../../report/preview.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import {
  durationFlag,
  type OutputFlags,
  outputFlag,
  type PlanFlags,
  planFileParameter,
  planFlags,
  planInput,
  switchFlag,
} from '../flags.js';
import { publishingExitCode, publishPreview } from '../github/publish.js';
import { Interrupted, interruptible } from '../interruption.js';
import { loadLocalPlan } from '../local-plan.js';
import { planCommand } from '../plan-command.js';
import { colorsFor, printData, printJson, say } from '../print.js';
import { requireWorker, withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

type Flags = PlanFlags &
  OutputFlags & {
    readonly exitCode: boolean;
    /** Ms. */
    readonly timeout?: number;
  };

async function preview(this: CliContext, flags: Flags, file: string): Promise<void> {
  const { plan, digest, document } = await loadLocalPlan(this, flags, file);
  const taskQueue = taskQueueOf(this.process.env);
  const [{ startPreview }, { followPreview }] = await Promise.all([
    import('../../client/preview.js'),
    import('../follow/follow-preview.js'),
  ]);

  const found = await interruptible(this.process, (signal) =>
    withTemporal(this, signal, async (client) => {
      await sayIfInterrupted(this, requireWorker(this, client, taskQueue, signal));
      const input = { name: plan.name, planDigest: digest, document, ...planInput(flags), taskQueue };
      const started = await startPreview(client, input);
      return followPreview(this, client, started, plan, { timeout: flags.timeout, signal });
    }),
  );
  // The run that does what was previewed, and nothing else.
  const run = planCommand(['run'], file, flags, ['--expect-digest', found.previewDigest]);
  await print(this, found, flags, run);
  await publishPreview(this, found, run);
  if (flags.exitCode) this.exitWith(exitCodeOf(found));
}

async function sayIfInterrupted(context: CliContext, worker: Promise<void>): Promise<void> {
  try {
    await worker;
  } catch (error) {
    if (error instanceof Interrupted) say(context, 'Nothing was started.');
    throw error;
  }
}

async function print(context: CliContext, found: Preview, { output }: Flags, run: string): Promise<void> {
  if (output === 'json') return printJson(context, found);
  const { stdout, env } = context.process;
  const { previewTable } = await import('../../report/preview-table.js');
  printData(context, `${previewTable(found, colorsFor(stdout, env))}\nrun it: ${run}`);
}

/** "No changes" would be a guess if a copy has no verdict. */
function exitCodeOf({ regions, copies }: Preview): ExitCode {
  if (regions.some((region) => changesIn(region) > 0)) return ExitCode.changes;
  const isUncertain =
    regions.some(({ verdicts }) => verdicts.none > 0) || copies.some(({ verdict }) => verdict === 'none');
  return isUncertain ? ExitCode.failed : ExitCode.ok;
}

export const planPreviewCommand = buildCommand<Flags, [file: string], CliContext>({
  func: publishingExitCode(preview),
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
