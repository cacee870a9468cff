import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { cancelRun } from '../../client/control-run.js';
import { findRun } from '../../client/find-run.js';
import { currentStatus } from '../../client/status/current-status.js';
import { commandRefusal } from '../../controls/controls.js';
import { defined } from '../../defined.js';
import { countText } from '../../report/figure-text.js';
import { isUnderWay } from '../../workflow-ids.js';
import { CliError } from '../cli-error.js';
import { canConfirm, confirm } from '../confirm.js';
import type { CliContext } from '../context.js';
import { describeForControl } from '../describe-for-control.js';
import { ExitCode } from '../exit-code.js';
import type { OutputFlags, WhoFlags } from '../flags.js';
import { interruptible } from '../interruption.js';
import { printData, printJson } from '../print.js';
import { senderName } from '../sender.js';
import { requireWorker, withTemporal } from '../with-temporal.js';

export type CancelFlags = OutputFlags &
  WhoFlags & {
    readonly keep: boolean;
    readonly delete: boolean;
    readonly yes: boolean;
  };

export async function cancelAction(context: CliContext, flags: CancelFlags, id: string): Promise<void> {
  const { keep, delete: deletes, output, by = senderName(context.process.env), reason } = flags;
  // No default: keeping costs storage, deleting costs the copies.
  if (keep === deletes)
    throw new CliError(ExitCode.usage, 'Say what to do with the copies: either --keep or --delete.');
  const who = { by, ...defined({ reason }) };
  const refusal = commandRefusal('deleteOnCancel', who);
  if (refusal !== undefined) throw new CliError(ExitCode.usage, refusal);
  const copies = keep ? 'keep' : 'delete';
  await interruptible(context.process, (signal) =>
    withTemporal(context, signal, async (client) => {
      const run = await findRun(client, id);
      const described = await describeForControl(context, client, run);
      if (deletes && !(await mayDelete(context, client, described, flags, signal))) return;
      await cancelRun(client, run, copies, who);
      if (output === 'json') return printJson(context, { ...run, copies });
      const then = keep
        ? 'copies under way are kept, and a later run adopts them'
        : `the copies that it requested will be deleted. To see how many were: eci-replicator status ${run.workflowId}`;
      printData(context, `${run.workflowId} was asked to end; ${then}`);
    }),
  );
}

/** A worker must be there to delete them. A person is asked first; a script has said what it wants. */
async function mayDelete(
  context: CliContext,
  client: Client,
  run: WorkflowExecutionDescription,
  { yes }: CancelFlags,
  signal: AbortSignal,
): Promise<boolean> {
  // A run that has ended answers that itself.
  if (!isUnderWay(run)) return true;
  await requireWorker(context, client, run.taskQueue, signal, 'changed');
  if (yes || !canConfirm(context)) return true;
  const { counts } = await currentStatus(client, run);
  const question = `${run.workflowId}: ${countText(counts)}. Cancel it and delete the copies that it requested?`;
  return confirm(context, question, 'Nothing was cancelled or deleted.', signal);
}
