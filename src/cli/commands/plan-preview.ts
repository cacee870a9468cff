import { buildCommand } from '@stricli/core';
import { changesIn, type Preview } from '../../report/preview.js';
import { colorsFor } from '../colors.js';
import type { CliContext } from '../context.js';
import { parseDuration } from '../duration-flag.js';
import { ExitCode } from '../exit-code.js';
import { tellingExitCode } from '../github/tell-exit-code.js';
import { tellPreview } from '../github/tell-preview.js';
import { Interrupted, interruptible } from '../interruption.js';
import { openPlan, planInput } from '../open-plan.js';
import { type OutputFlags, outputFlag } from '../output-flag.js';
import { planCommand } from '../plan-command.js';
import { type PlanFlags, planFlags } from '../plan-flags.js';
import { printData, printJson, say } from '../print.js';
import { taskQueueOf } from '../task-queue.js';
import { withTemporal } from '../with-temporal.js';

type Flags = PlanFlags &
  OutputFlags & {
    readonly exitCode: boolean;
    /** Ms. */
    readonly timeout?: number;
  };

async function preview(this: CliContext, flags: Flags, file: string): Promise<void> {
  const { plan, digest, document } = await openPlan(this, flags, file);
  const taskQueue = taskQueueOf(this.process.env);
  const [{ startPreview }, { requireWorker }, { followPreview }] = await Promise.all([
    import('../../client/start-preview.js'),
    import('../require-worker.js'),
    import('../follow-preview.js'),
  ]);

  const found = await interruptible(this.process, (signal) =>
    withTemporal(this, signal, async (client) => {
      await waited(this, requireWorker(this, client, taskQueue, signal));
      const input = { name: plan.name, planDigest: digest, document, ...planInput(flags), taskQueue };
      const started = await startPreview(client, input);
      return followPreview(this, client, started, plan, { timeout: flags.timeout, signal });
    }),
  );
  const run = runCommandOf(found, flags, file);
  await print(this, found, flags, run);
  await tellPreview(this, found, run);
  if (flags.exitCode) this.exitWith(exitCodeOf(found));
}

async function waited(context: CliContext, worker: Promise<void>): Promise<void> {
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

/** What does what was previewed, and nothing else. */
function runCommandOf({ previewDigest }: Preview, flags: Flags, file: string): string {
  return planCommand(['run'], file, flags, ['--expect-digest', previewDigest]);
}

/** "No changes" is not said while a copy could not be judged. */
function exitCodeOf({ regions, copies }: Preview): ExitCode {
  if (regions.some((region) => changesIn(region) > 0)) return ExitCode.changes;
  const unjudged =
    regions.some(({ verdicts }) => verdicts.none > 0) || copies.some(({ verdict }) => verdict === 'none');
  return unjudged ? ExitCode.failed : ExitCode.ok;
}

export const planPreviewCommand = buildCommand<Flags, [file: string], CliContext>({
  func: tellingExitCode(preview),
  parameters: {
    flags: {
      ...planFlags,
      exitCode: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Exit 7 when there are changes to make, and 1 when that cannot be told',
      },
      timeout: {
        kind: 'parsed',
        parse: parseDuration,
        optional: true,
        placeholder: 'DURATION',
        brief: 'Give up after so long, such as 90s or 10m: exit 4',
      },
      ...outputFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'The plan, or - for standard input', parse: String, placeholder: 'FILE' }],
    },
  },
  docs: {
    brief: 'What a run would do about every copy, against what exists; copies nothing',
    fullDescription: [
      'Has a worker look at the sources and at every target region as a run would, and prints the verdict of every copy, the',
      "GiB that would be created, the room in each region's quota, and a preview digest. Nothing is copied or deleted. A run",
      'with --expect-digest starts nothing unless the verdicts are still the same.',
      '',
      'Exit codes: 0 previewed, 1 failed, 2 wrong usage or invalid plan, 4 --timeout passed, 5 no Temporal or no worker,',
      '6 cancelled or terminated, 7 with --exit-code: there are changes to make, 130 and 143 interrupted. With --exit-code, 1',
      'also when no copy is to be made but some could not be judged.',
      '',
      'Examples:',
      '  eci-replicator plan preview replication.yaml',
      '  eci-replicator plan preview replication.yaml --exit-code',
      '  eci-replicator plan preview replication.yaml --output json | jq -r .previewDigest',
    ].join('\n'),
  },
});
