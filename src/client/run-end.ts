import {
  ApplicationFailure,
  CancelledFailure,
  type Client,
  TerminatedFailure,
  type WorkflowExecutionDescription,
  WorkflowFailedError,
} from '@temporalio/client';
import type { RunSummary } from '../../workflows/messages.js';
import type { RunOutcome } from '../copies/run-outcome.js';

/** How a run stands, as far as its own end tells. */
export interface RunEnd {
  readonly outcome: RunOutcome;
  /** What it returned or failed with; a cancelled run, one under way and an invalid plan have none. */
  readonly summary?: RunSummary;
  /** Why it failed or was ended, in a sentence. */
  readonly failure?: string;
  /** It ended before it started anything. */
  readonly refused?: Refusal;
}

/** What exists was not what the run's `expectDigest` says, or the plan turned out not to be valid once its sources were seen. */
export type Refusal = 'digestDiffers' | 'invalidPlan';

const REFUSALS: ReadonlyMap<string, Refusal> = new Map([
  ['DigestDiffers', 'digestDiffers'],
  ['InvalidPlan', 'invalidPlan'],
]);

/** Reads how a run ended; it needs no worker. Never waits: a run under way is `running`. */
export async function readRunEnd(client: Client, run: WorkflowExecutionDescription): Promise<RunEnd> {
  if (run.status.name === 'RUNNING' || run.status.name === 'PAUSED') return { outcome: 'running' };
  const handle = client.workflow.getHandle<() => Promise<RunSummary>>(run.workflowId, run.runId, { followRuns: false });
  try {
    const summary = await handle.result();
    return { outcome: summary.outcome, summary };
  } catch (error) {
    if (error instanceof WorkflowFailedError) return endOf(error.cause);
    throw error;
  }
}

function endOf(cause: Error | undefined): RunEnd {
  if (cause instanceof CancelledFailure) return { outcome: 'cancelled', failure: 'The run was cancelled.' };
  if (cause instanceof TerminatedFailure)
    return { outcome: 'cancelled', failure: `The run was terminated: ${cause.message}.` };
  if (!(cause instanceof ApplicationFailure))
    return { outcome: 'failed', failure: cause?.message ?? 'The run failed.' };
  const [summary] = cause.details ?? [];
  const refused = REFUSALS.get(cause.type ?? '');
  return {
    outcome: 'failed',
    failure: refused === 'invalidPlan' ? `The plan is not valid:\n${cause.message}` : cause.message,
    ...(isRunSummary(summary) ? { summary } : {}),
    ...(refused === undefined ? {} : { refused }),
  };
}

function isRunSummary(value: unknown): value is RunSummary {
  return typeof value === 'object' && value !== null && 'regions' in value && 'planDigest' in value;
}
