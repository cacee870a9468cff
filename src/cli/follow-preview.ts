import type { Client } from '@temporalio/client';
import { fetchPreview, PreviewFailed } from '../client/fetch-preview.js';
import type { RunExecution } from '../client/run-execution.js';
import { type RunLook, watchRun } from '../client/watch-run.js';
import type { Plan } from '../plan/plan-schema.js';
import type { Preview } from '../report/preview.js';
import { printable } from '../report/safe-text.js';
import { CliError } from './cli-error.js';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';
import { Interrupted } from './interruption.js';
import { say } from './print.js';

/** Ms between looks: a preview takes seconds. */
const LOOK_EVERY_MS = 500;

/**
 * Waits for a preview and joins its regions. One that is no longer waited for is cancelled: nobody else would read it.
 *
 * @param timeout ms; default never.
 * @throws CliError, timed out, cancelled, usage (the plan turned out not to be valid) or failed; Interrupted.
 */
export async function followPreview(
  context: CliContext,
  client: Client,
  execution: RunExecution,
  plan: Plan,
  { timeout, signal }: { readonly timeout?: number | undefined; readonly signal: AbortSignal },
): Promise<Preview> {
  const { workflowId, runId } = execution;
  try {
    await watchToEnd(context, client, execution, signal, timeout);
  } catch (error) {
    if (error instanceof Interrupted || error instanceof CliError) {
      await client.workflow.getHandle(workflowId, runId).cancel();
      say(context, `The preview ${workflowId} was cancelled.`);
    }
    throw error;
  }
  try {
    return await fetchPreview(client, execution, plan);
  } catch (error) {
    if (!(error instanceof PreviewFailed)) throw error;
    const codes = { invalidPlan: ExitCode.usage, cancelled: ExitCode.cancelled, failed: ExitCode.failed };
    throw new CliError(codes[error.how], error.message, { cause: error });
  }
}

async function watchToEnd(
  context: CliContext,
  client: Client,
  execution: RunExecution,
  signal: AbortSignal,
  timeout = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { pause, now } = context;
  const deadline = now() + timeout;
  let told = '';
  for await (const look of watchRun(client, execution, { every: LOOK_EVERY_MS, pause, signal })) {
    const line = progress(look);
    if (line !== told) say(context, line);
    told = line;
    if (now() >= deadline) throw new CliError(ExitCode.timedOut, 'Not ended when --timeout passed.');
  }
}

function progress(look: RunLook): string {
  if (look.kind === 'unanswered')
    return printable(`no worker answers (${look.reason}); the preview goes on once one does`);
  const { waitingFor, regions } = look.status;
  if (waitingFor !== undefined) return printable(`waiting for ${waitingFor}`);
  const surveyed = regions.filter(({ phase }) => phase === 'ended').length;
  return `${surveyed} of ${regions.length} regions surveyed`;
}
