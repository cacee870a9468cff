import { buildCommand } from '@stricli/core';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { commandRefusal } from '../../controls/controls.js';
import { defined } from '../../defined.js';
import { isUnderWay } from '../../workflow-ids.js';
import { CliError } from '../cli-error.js';
import { canConfirm, confirm } from '../confirm.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { outputFlag, type OutputFlags, runIdParameter, switchFlag, whoFlags, type WhoFlags } from '../flags.js';
import { interruptible } from '../interruption.js';
import { describeForControl } from '../describe-for-control.js';
import { printData, printJson } from '../print.js';
import { senderName } from '../sender.js';
import { requireWorker, withTemporal } from '../with-temporal.js';

type Flags = OutputFlags &
  WhoFlags & {
    readonly keep: boolean;
    readonly delete: boolean;
    readonly yes: boolean;
  };

async function cancel(this: CliContext, flags: Flags, id: string): Promise<void> {
  const { keep, delete: deletes, output, by = senderName(this.process.env), reason } = flags;
  // No default: keeping costs storage, deleting costs the copies.
  if (keep === deletes)
    throw new CliError(ExitCode.usage, 'Say what to do with the copies: either --keep or --delete.');
  const who = { by, ...defined({ reason }) };
  const refusal = commandRefusal('deleteOnCancel', who);
  if (refusal !== undefined) throw new CliError(ExitCode.usage, refusal);
  const copies = keep ? 'keep' : 'delete';
  const [{ findRun }, { cancelRun }] = await Promise.all([
    import('../../client/find-run.js'),
    import('../../client/control-run.js'),
  ]);
  await interruptible(this.process, (signal) =>
    withTemporal(this, signal, async (client) => {
      const run = await findRun(client, id);
      const described = await describeForControl(this, client, run);
      if (deletes && !(await mayDelete(this, client, described, flags, signal))) return;
      await cancelRun(client, run, copies, who);
      if (output === 'json') return printJson(this, { ...run, copies });
      const then = keep
        ? 'copies under way are kept, and a later run adopts them'
        : `the copies that it requested will be deleted. To see how many were: eci-replicator status ${run.workflowId}`;
      printData(this, `${run.workflowId} was asked to end; ${then}`);
    }),
  );
}

/** A worker must be there to delete them. A person is asked first; a script has said what it wants. */
async function mayDelete(
  context: CliContext,
  client: Client,
  run: WorkflowExecutionDescription,
  { yes }: Flags,
  signal: AbortSignal,
): Promise<boolean> {
  // A run that has ended answers that itself.
  if (!isUnderWay(run)) return true;
  await requireWorker(context, client, run.taskQueue, signal, 'changed');
  if (yes || !canConfirm(context)) return true;
  const { currentStatus } = await import('../../client/status/current-status.js');
  const { countText } = await import('../../report/figure-text.js');
  const { counts } = await currentStatus(client, run);
  const question = `${run.workflowId}: ${countText(counts)}. Cancel it and delete the copies that it requested?`;
  return confirm(context, question, 'Nothing was cancelled or deleted.', signal);
}

export const cancelCommand = buildCommand<Flags, [id: string], CliContext>({
  func: cancel,
  parameters: {
    flags: {
      keep: switchFlag('Keep its copies; a later run adopts them'),
      delete: switchFlag('Delete the copies that this run requested'),
      yes: switchFlag('Delete without asking'),
      ...whoFlags,
      ...outputFlag,
    },
    positional: runIdParameter,
  },
  docs: {
    brief: 'Ask a run to end, keeping its copies or deleting them',
    fullDescription: [
      'Asks a run under way to end. It requests no more copies, and ends within seconds. Only copies that this run requested',
      'are deleted, never a copy that it found. Deleting needs a worker. On a terminal, it asks before it deletes, unless',
      '--yes is given; `status` and `report` then show how many copies were deleted.',
      '',
      'Exit codes: 0 asked to end, or the question was answered with no; 2 wrong usage; 5 no Temporal or, with --delete, no',
      'worker; 8 refused: the run has ended; 130 and 143 interrupted.',
      '',
      'Examples:',
      '  eci-replicator cancel llm-weights --keep',
      '  eci-replicator cancel llm-weights --delete --reason "the wrong release"',
      '  eci-replicator cancel llm-weights --delete --yes',
    ].join('\n'),
  },
});
