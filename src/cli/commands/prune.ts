import { buildCommand } from '@stricli/core';
import type { Client } from '@temporalio/client';
import type { PruneEnd } from '../../client/prune-plan.js';
import { pruneRegions } from '../../plan/select-regions.js';
import { defined } from '../../defined.js';
import type { PruneReport } from '../../report/prune-report.js';
import { pruneNotes, prunePreview, pruneResult } from '../../report/prune-table.js';
import { CliError } from '../cli-error.js';
import { canConfirm, confirm } from '../confirm.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import {
  type OutputFlags,
  outputFlag,
  type PlanFlags,
  planFileParameter,
  planFlags,
  planInput,
  planVariables,
  selectedRegions,
  switchFlag,
  textsFlag,
} from '../flags.js';
import { Interrupted, interruptible } from '../interruption.js';
import { type LocalPlan, readLocalPlan } from '../local-plan.js';
import { colorsFor, printData, printJson, say } from '../print.js';
import { readSource, sourceName } from '../read-source.js';
import { requireWorker, withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

type Flags = PlanFlags & OutputFlags & { readonly bucket?: readonly string[]; readonly yes: boolean };

async function prune(this: CliContext, flags: Flags, file: string): Promise<void> {
  const plan = await loadPlan(this, flags, file);
  const taskQueue = taskQueueOf(this.process.env);
  await interruptible(this.process, (signal) =>
    withTemporal(this, signal, async (client) => {
      await requireWorker(this, client, taskQueue, signal);
      const ask = (expectDigest?: string) => askWorker(this, client, { flags, plan, taskQueue, signal, expectDigest });
      const preview = await ask();
      if (!(await mayDelete(this, flags, preview, file === '-', signal))) return;
      const report = await ask(preview.pruneDigest ?? undefined);
      show(this, report, flags);
      if (report.counts.kept > 0) this.exitWith(ExitCode.failed);
    }),
  );
}

async function loadPlan(context: CliContext, flags: Flags, file: string): Promise<LocalPlan> {
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
  { output, yes }: Flags,
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
  readonly flags: Flags;
  readonly plan: LocalPlan;
  readonly taskQueue: string;
  readonly signal: AbortSignal;
  /** `undefined`: a preview. */
  readonly expectDigest: string | undefined;
}

async function askWorker(context: CliContext, client: Client, ask: Ask): Promise<PruneReport> {
  const { flags, plan, taskQueue, signal, expectDigest } = ask;
  const { prunePlan } = await import('../../client/prune-plan.js');
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
function reportOf(context: CliContext, end: PruneEnd, flags: Flags): PruneReport {
  if (end.kind === 'ended') return end.report;
  if (end.kind === 'invalid') throw new CliError(ExitCode.usage, end.reason);
  if (end.report.counts.deleted + end.report.counts.kept > 0) show(context, end.report, flags);
  throw new CliError(end.kind === 'cancelled' ? ExitCode.cancelled : ExitCode.failed, end.reason);
}

function show(context: CliContext, report: PruneReport, { output }: Flags): void {
  if (output === 'json') return printJson(context, report);
  printData(context, pruneResult(report, colorsFor(context.process.stdout, context.process.env)));
}

export const pruneCommand = buildCommand<Flags, [file: string], CliContext>({
  func: prune,
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
