import {
  ApplicationFailure,
  CancelledFailure,
  type Client,
  TerminatedFailure,
  type WorkflowExecutionInfo,
  WorkflowFailedError,
} from '@temporalio/client';
import type { RunSummary } from '../../workflows/messages.js';
import type { RunOutcome } from '../copies/run-outcome.js';
import { defined } from '../defined.js';
import { isUnderWay } from '../workflow-ids.js';
import { readRunMemo } from './run-memo.js';

/** How a run ended, or that it is under way. */
export interface RunEnd {
  readonly outcome: RunOutcome;
  /** What the run returned or failed with. A run under way, cancelled or with an invalid plan has none. */
  readonly summary?: RunSummary;
  /** Why the run failed or was ended, in a sentence. */
  readonly failure?: string;
  /** The run ended before it started anything. */
  readonly refused?: Refusal;
}

/**
 * Why a run started nothing: what exists is not what `expectDigest` stands for, or the plan is not valid, which may show
 * only when its sources are looked up.
 */
export type Refusal = 'digestDiffers' | 'invalidPlan';

/** By the type of the run's failure. */
const REFUSALS: ReadonlyMap<string, Refusal> = new Map([
  ['DigestDiffers', 'digestDiffers'],
  ['InvalidPlan', 'invalidPlan'],
]);

/**
 * Whether a run ended before it started anything, because what exists is not what its `expectDigest` stands for. Like a
 * preview, it does not count as a run of its plan: whoever asks for the plan's latest run wants to know about its copies.
 */
export async function wasRefused(client: Client, run: EndedOrNot): Promise<boolean> {
  // Nothing is read for any other run.
  if (run.status.name !== 'FAILED' || readRunMemo(run.memo).expectDigest === undefined) return false;
  return (await readRunEnd(client, run)).refused === 'digestDiffers';
}

/** A run as the server describes or lists it. */
type EndedOrNot = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'status' | 'memo'>;

/** Reads how a run ended; needs no worker. It does not wait: the outcome of a run under way is `running`. */
export async function readRunEnd(client: Client, run: EndedOrNot): Promise<RunEnd> {
  if (isUnderWay(run)) return { outcome: 'running' };
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
    ...defined({ summary: isRunSummary(summary) ? summary : undefined, refused }),
  };
}

function isRunSummary(value: unknown): value is RunSummary {
  return typeof value === 'object' && value !== null && 'regions' in value && 'planDigest' in value;
}
