import type { Client } from '@temporalio/client';
import { fetchPreview } from '../../client/preview.js';
import { type RunPoll, watchRun } from '../../client/status/watch-run.js';
import type { Plan } from '../../plan/plan-schema.js';
import type { Preview } from '../../report/preview.js';
import { printable } from '../../safe-text.js';
import type { WorkflowExecution } from '../../workflow-ids.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { Interrupted } from '../interruption.js';
import { say } from '../print.js';
import { unansweredText } from './progress-view.js';

/** Ms between polls: a preview takes seconds. */
const POLL_EVERY_MS = 500;

/**
 * Waits for a preview and joins its regions. If the waiting ends early, the preview is cancelled: no one else would read it.
 *
 * @param timeout ms; default: none.
 * @throws CliError, timedOut; PreviewFailed; Interrupted.
 */
export async function followPreview(
  context: CliContext,
  client: Client,
  execution: WorkflowExecution,
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
  return fetchPreview(client, execution, plan);
}

async function watchToEnd(
  context: CliContext,
  client: Client,
  execution: WorkflowExecution,
  signal: AbortSignal,
  timeout = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { pause, now } = context;
  const deadline = now() + timeout;
  let printed = '';
  for await (const poll of watchRun(client, execution, { every: POLL_EVERY_MS, pause, signal })) {
    const line = progressText(poll);
    if (line !== printed) say(context, line);
    printed = line;
    if (now() >= deadline) throw new CliError(ExitCode.timedOut, 'The preview had not ended when --timeout passed.');
  }
}

function progressText(poll: RunPoll): string {
  if (poll.kind !== 'status') return unansweredText(poll, 'preview');
  const { waitingFor, regions } = poll.status;
  if (waitingFor !== undefined) return printable(`waiting for ${waitingFor}`);
  const surveyed = regions.filter(({ phase }) => phase === 'ended').length;
  return `${surveyed} of ${regions.length} regions surveyed`;
}
