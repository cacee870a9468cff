import { startPreview } from '../../client/preview.js';
import { previewTable } from '../../report/preview-table.js';
import { changesIn, type Preview } from '../../report/preview.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { type OutputFlags, type PlanFlags, planInput } from '../flags.js';
import { followPreview } from '../follow/follow-preview.js';
import { publishingExitCode, publishPreview } from '../github/publish.js';
import { Interrupted, interruptible } from '../interruption.js';
import { loadLocalPlan } from '../local-plan.js';
import { planCommand } from '../plan-command.js';
import { colorsFor, printData, printJson, say } from '../print.js';
import { requireWorker, withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

export type PlanPreviewFlags = PlanFlags &
  OutputFlags & {
    readonly exitCode: boolean;
    /** Ms. */
    readonly timeout?: number;
  };

async function preview(context: CliContext, flags: PlanPreviewFlags, file: string): Promise<void> {
  const { plan, digest, document } = await loadLocalPlan(context, flags, file);
  const taskQueue = taskQueueOf(context.process.env);

  const found = await interruptible(context.process, (signal) =>
    withTemporal(context, signal, async (client) => {
      await sayIfInterrupted(context, requireWorker(context, client, taskQueue, signal));
      const input = { name: plan.name, planDigest: digest, document, ...planInput(flags), taskQueue };
      const started = await startPreview(client, input);
      return followPreview(context, client, started, plan, { timeout: flags.timeout, signal });
    }),
  );
  // The run that does what was previewed, and nothing else.
  const run = planCommand(['run'], file, flags, ['--expect-digest', found.previewDigest]);
  await print(context, found, flags, run);
  await publishPreview(context, found, run);
  if (flags.exitCode) context.exitWith(exitCodeOf(found));
}

async function sayIfInterrupted(context: CliContext, worker: Promise<void>): Promise<void> {
  try {
    await worker;
  } catch (error) {
    if (error instanceof Interrupted) say(context, 'Nothing was started.');
    throw error;
  }
}

async function print(context: CliContext, found: Preview, { output }: PlanPreviewFlags, run: string): Promise<void> {
  if (output === 'json') return printJson(context, found);
  const { stdout, env } = context.process;
  printData(context, `${previewTable(found, colorsFor(stdout, env))}\nrun it: ${run}`);
}

/** "No changes" would be a guess if a copy has no verdict. */
function exitCodeOf({ regions, copies }: Preview): ExitCode {
  if (regions.some((region) => changesIn(region) > 0)) return ExitCode.changes;
  const isUncertain =
    regions.some(({ verdicts }) => verdicts.none > 0) || copies.some(({ verdict }) => verdict === 'none');
  return isUncertain ? ExitCode.failed : ExitCode.ok;
}

export const planPreviewAction = publishingExitCode(preview);
