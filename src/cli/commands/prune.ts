import { buildCommand } from '@stricli/core';
import type { Client } from '@temporalio/client';
import type { PruneEnd } from '../../client/prune-plan.js';
import { pruneRegions } from '../../plan/select-regions.js';
import type { PruneReport } from '../../report/prune-report.js';
import { pruneNotes, prunePreview, pruneResult } from '../../report/prune-table.js';
import { CliError } from '../cli-error.js';
import { colorsFor } from '../colors.js';
import { canConfirm, confirm } from '../confirm.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { Interrupted, interruptible } from '../interruption.js';
import { type LocalPlan, readLocalPlan } from '../local-plan.js';
import { type OutputFlags, outputFlag } from '../output-flag.js';
import { type PlanFlags, planFlags, planVariables, selectedRegions } from '../plan-flags.js';
import { printData, printJson, say } from '../print.js';
import { readSource, sourceName } from '../read-source.js';
import { requireWorker } from '../require-worker.js';
import { taskQueueOf } from '../task-queue.js';
import { withTemporal } from '../with-temporal.js';

type Flags = PlanFlags & OutputFlags & { readonly bucket?: readonly string[]; readonly yes: boolean };

async function prune(this: CliContext, flags: Flags, file: string): Promise<void> {
  const plan = await openPlan(this, flags, file);
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

async function openPlan(context: CliContext, flags: Flags, file: string): Promise<LocalPlan> {
  const text = await readSource(file, context.process.stdin);
  // The whole plan, whatever the regions: one that it no longer targets may be pruned too.
  const read = readLocalPlan(text, { name: sourceName(file), vars: planVariables(flags) });
  if ('problems' in read) throw new CliError(ExitCode.usage, read.problems.join('\n'));
  const regions = pruneRegions(read.plan, selectedRegions(flags));
  if ('problems' in regions) throw new CliError(ExitCode.usage, regions.problems.join('\n'));
  return read;
}

/** Shows what would be deleted, and asks, unless there is nothing, or `--yes` was said. */
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
  // Standard output is one document, of what became of them; but nobody says yes to what was not seen.
  else if (asks) say(context, prunePreview(preview, colorsFor(context.process.stderr, context.process.env)));
  for (const note of pruneNotes(preview)) say(context, `warning: ${note}`);
  if (candidates > 0 && yes) return true;
  if (asks && (await confirm(context, `Delete these ${candidates} copies?`, signal))) return true;
  if (output === 'json') printJson(context, preview);
  if (candidates > 0) say(context, asks ? 'Nothing was deleted.' : 'Nothing was deleted: --yes deletes these copies.');
  return false;
}

interface Ask {
  readonly flags: Flags;
  readonly plan: LocalPlan;
  readonly taskQueue: string;
  readonly signal: AbortSignal;
  /** Absent: a preview. */
  readonly expectDigest: string | undefined;
}

async function askWorker(context: CliContext, client: Client, ask: Ask): Promise<PruneReport> {
  const { flags, plan, taskQueue, signal, expectDigest } = ask;
  const { prunePlan } = await import('../../client/prune-plan.js');
  const vars = planVariables(flags);
  const regions = selectedRegions(flags);
  try {
    const end = await prunePlan(client, {
      name: plan.plan.name,
      sourceRegion: plan.plan.source.region,
      planDigest: plan.digest,
      plan: plan.document,
      ...(Object.keys(vars).length === 0 ? {} : { vars }),
      ...(regions === undefined ? {} : { regions }),
      ...(flags.bucket === undefined ? {} : { buckets: flags.bucket }),
      ...(expectDigest === undefined ? {} : { expectDigest }),
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
          : 'The prune was asked to end: what it has deleted stays deleted.',
      );
    }
    throw error;
  }
}

/** @throws CliError when the prune did not come to its end; what it deleted until then is shown first. */
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
      region: {
        kind: 'parsed',
        parse: String,
        variadic: true,
        optional: true,
        placeholder: 'REGION',
        brief: "Only this region, one of the plan's targets or one that was (repeatable)",
      },
      bucket: {
        kind: 'parsed',
        parse: String,
        variadic: true,
        optional: true,
        placeholder: 'BUCKET',
        brief: 'Look in this bucket too: one that the plan no longer names (repeatable)',
      },
      yes: { kind: 'boolean', default: false, withNegated: false, brief: 'Delete without asking' },
      ...outputFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'The plan, or - for standard input', parse: String, placeholder: 'FILE' }],
    },
  },
  docs: {
    brief: 'Delete copies of a plan that it no longer asks for, after a preview',
    fullDescription: [
      "Shows the copies in the plan's target regions that carry this plan's name and source region in their tags, and that",
      'the plan no longer asks for; then deletes them, after a question on a terminal or with --yes. Nothing else is ever',
      'deleted. It is refused while a run of the plan is under way, and when what would be deleted is not what was shown.',
      'A region that the plan no longer targets is pruned by naming it. A service may list the bucket `default` alone:',
      "copies in buckets that the plan's copies no longer lie in are then found by --bucket.",
      '',
      'Exit codes: 0 deleted, or nothing to do, or only shown; 1 some copies were kept, or the prune failed; 2 wrong usage',
      'or invalid plan; 5 no Temporal or no worker; 6 cancelled; 8 refused, nothing was deleted; 130 and 143 ended.',
      '',
      'Examples:',
      '  eci-replicator prune replication.yaml',
      '  eci-replicator prune replication.yaml --yes --output json > pruned.json',
      '  eci-replicator prune replication.yaml --region cn-shanghai --bucket models-2025',
    ].join('\n'),
  },
});
