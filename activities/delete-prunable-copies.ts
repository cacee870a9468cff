import { cancellationDetails, cancellationSignal } from '@temporalio/activity';
import type { Eci } from '../src/eci/eci.js';
import { EciError } from '../src/eci/eci-error.js';
import type { Prunable } from '../src/reconcile/prunable.js';
import { attemptTime, finalFamilyOf, keepAlive, retryAfterError, retryLater } from './attempt.js';
import { earlierDetails, leaveDetails } from './attempt-details.js';
import { deleteIfOurs } from './delete-data-cache.js';

/** A batch of one region's copies that are no longer in the plan. */
export interface DeletePrunableTask {
  readonly region: string;
  readonly plan: string;
  readonly sourceRegion: string;
  /** Until then, epoch ms, calls that are throttled or not answered are retried; afterwards the copy is kept. */
  readonly patientUntil: number;
  readonly copies: readonly Pick<Prunable, 'id' | 'source' | 'generation'>[];
}

/** Every copy of the task that is not listed here is deleted, or no longer existed. */
export interface DeletePrunableResult {
  readonly kept: readonly KeptCopy[];
}

/** A copy that was not deleted, and why: a clause. */
export interface KeptCopy {
  readonly id: string;
  readonly reason: string;
}

/** What one attempt leaves for the next. */
interface Progress {
  /** How many of the task's copies are done, from the first. */
  done: number;
  kept: KeptCopy[];
}

/**
 * Deletes copies by id, each after a lookup that shows this plan's tags, the source and the generation. Safe to repeat. A copy
 * whose deletion is refused is kept. When the activity is cancelled, it keeps the rest of the batch.
 */
export function deletePrunableCopies({ eci }: { eci: Eci }) {
  return async (task: DeletePrunableTask): Promise<DeletePrunableResult> => {
    const earlier = earlierDetails() as Progress | undefined;
    const progress = earlier ?? { done: 0, kept: [] };
    try {
      await keepAlive(
        () => deleteThem(eci, task, progress),
        () => progress,
      );
    } catch (error) {
      leaveDetails(progress);
      throw error;
    }
    return { kept: progress.kept };
  };
}

async function deleteThem(eci: Eci, task: DeletePrunableTask, progress: Progress): Promise<void> {
  for (const copy of task.copies.slice(progress.done)) {
    const reason = isCancelled() ? 'the prune was cancelled' : await deleteOne(eci, task, copy);
    if (reason !== undefined) progress.kept.push({ id: copy.id, reason });
    progress.done += 1;
  }
}

/** When the worker stops, its activities end too: another worker continues with the rest of the batch. */
function isCancelled(): boolean {
  if (!cancellationSignal().aborted) return false;
  if (cancellationDetails()?.cancelRequested === true) return true;
  throw retryLater('this worker was stopped', 'WorkerStopped', 1000);
}

/** Why the copy was kept; `undefined`: it is deleted. */
async function deleteOne(
  eci: Eci,
  { region, plan, sourceRegion, patientUntil }: DeletePrunableTask,
  { id, source, generation }: DeletePrunableTask['copies'][number],
): Promise<string | undefined> {
  try {
    const result = await deleteIfOurs(eci, { region, plan, sourceRegion, id, source, generation });
    return result.kind === 'kept' ? result.reason : undefined;
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    const { code, message } = error;
    if (finalFamilyOf(error) === undefined && attemptTime() < patientUntil) throw retryAfterError(error);
    return error.isAmbiguous ? `${code}: ${message}; it may be deleted` : `${code}: ${message}`;
  }
}
