import type { Client } from '@temporalio/client';
import { type PruneEnd, prunePlan } from '../../client/prune-plan.js';
import { defined } from '../../defined.js';
import { pruneRegions } from '../../plan/select-regions.js';
import type { PruneReport } from '../../report/prune-report.js';
import { pruneNotes, prunePreview, pruneResult } from '../../report/prune-table.js';
import { CliError } from '../cli-error.js';
import { canConfirm, confirm } from '../confirm.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { type OutputFlags, type PlanFlags, planInput, planVariables, selectedRegions } from '../flags.js';
import { Interrupted, interruptible } from '../interruption.js';
import { type LocalPlan, readLocalPlan } from '../../plan/text/local-plan.js';
import { colorsFor, printData, printJson, say } from '../print.js';
import { readSource, sourceName } from '../read-source.js';
import { requireWorker, withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

export type PruneFlags = PlanFlags & OutputFlags & { readonly bucket?: readonly string[]; readonly yes: boolean };

export async function pruneAction(context: CliContext, flags: PruneFlags, file: string): Promise<void> {
  const plan = await loadPlan(context, flags, file);
  const taskQueue = taskQueueOf(context.process.env);
  await interruptible(context.process, (signal) =>
    withTemporal(context, signal, async (client) => {
      await requireWorker(context, client, taskQueue, signal);
      const ask = (expectDigest?: string) =>
        askWorker(context, client, { flags, plan, taskQueue, signal, expectDigest });
      const preview = await ask();
      if (!(await mayDelete(context, flags, preview, file === '-', signal))) return;
      const report = await ask(preview.pruneDigest ?? undefined);
      show(context, report, flags);
      if (report.counts.kept > 0) context.exitWith(ExitCode.failed);
    }),
  );
}

async function loadPlan(context: CliContext, flags: PruneFlags, file: string): Promise<LocalPlan> {
  const text = await readSource(file, context.process.stdin);
  // Without --region: a region that the plan no longer targets may be pruned too.
  const read = readLocalPlan(text, { name: sourceName(file), vars: planVariables(flags) });
  if ('problems' in read) throw new CliError(ExitCode.usage, read.problems.join('\n'));
  const regions = pruneRegions(read.plan, selectedRegions(flags));
  if ('problems' in regions) throw new CliError(ExitCode.usage, regions.problems.join('\n'));
  return read;
}

/** Shows what would be deleted and asks, unless there is nothing to delete or `--yes` was given. */
async function mayDelete(
  context: CliContext,
  { output, yes }: PruneFlags,
  preview: PruneReport,
  stdinIsRead: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const { candidates } = preview.counts;
  const asks = !yes && !stdinIsRead && candidates > 0 && canConfirm(context);
  if (output === 'text')
    printData(context, prunePreview(preview, colorsFor(context.process.stdout, context.process.env)));
  // Stdout gets one JSON document with the result. Whoever is asked must still see what they agree to.
  else if (asks) say(context, prunePreview(preview, colorsFor(context.process.stderr, context.process.env)));
  for (const note of pruneNotes(preview)) say(context, `warning: ${note}`);
  if (candidates > 0 && yes) return true;
  const copies = candidates === 1 ? 'this copy' : `these ${candidates} copies`;
  if (asks && (await confirm(context, `Delete ${copies}?`, 'Nothing was deleted.', signal))) return true;
  if (output === 'json') printJson(context, preview);
  if (candidates > 0 && !asks) say(context, `Nothing was deleted: --yes deletes ${copies}.`);
  return false;
}

interface Ask {
  readonly flags: PruneFlags;
  readonly plan: LocalPlan;
  readonly taskQueue: string;
  readonly signal: AbortSignal;
  /** `undefined`: a preview. */
  readonly expectDigest: string | undefined;
}

async function askWorker(context: CliContext, client: Client, ask: Ask): Promise<PruneReport> {
  const { flags, plan, taskQueue, signal, expectDigest } = ask;
  try {
    const end = await prunePlan(client, {
      name: plan.plan.name,
      sourceRegion: plan.plan.source.region,
      planDigest: plan.digest,
      plan: plan.document,
      ...planInput(flags),
      ...defined({ buckets: flags.bucket, expectDigest }),
      taskQueue,
      signal,
    });
    return reportOf(context, end, flags);
  } catch (error) {
    if (error instanceof Interrupted) {
      say(
        context,
        expectDigest === undefined
          ? 'Nothing was deleted.'
          : 'The prune is being cancelled: copies that it has deleted stay deleted.',
      );
    }
    throw error;
  }
}

/** @throws CliError if the prune did not complete; what it has deleted is shown first. */
function reportOf(context: CliContext, end: PruneEnd, flags: PruneFlags): PruneReport {
  if (end.kind === 'ended') return end.report;
  if (end.kind === 'invalid') throw new CliError(ExitCode.usage, end.reason);
  if (end.report.counts.deleted + end.report.counts.kept > 0) show(context, end.report, flags);
  throw new CliError(end.kind === 'cancelled' ? ExitCode.cancelled : ExitCode.failed, end.reason);
}

function show(context: CliContext, report: PruneReport, { output }: PruneFlags): void {
  if (output === 'json') return printJson(context, report);
  printData(context, pruneResult(report, colorsFor(context.process.stdout, context.process.env)));
}
