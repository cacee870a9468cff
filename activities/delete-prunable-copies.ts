import { activityInfo, cancellationDetails, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Eci } from '../src/eci/eci.js';
import { EciError } from '../src/eci/eci-error.js';
import type { Prunable } from '../src/reconcile/prunable.js';
import { askAgain, askAgainAfter } from './ask-again.js';
import { attemptTime } from './attempt.js';
import { deleteIfOurs } from './delete-data-cache.js';
import { keepAlive } from './keep-alive.js';

/** A batch of one region's copies that the plan no longer asks for. */
export interface DeletePrunableTask {
  readonly region: string;
  readonly plan: string;
  readonly sourceRegion: string;
  /** Epoch ms: then what is throttled or not answered is asked for once more, and kept. */
  readonly patientUntil: number;
  readonly copies: readonly Pick<Prunable, 'id' | 'source' | 'generation'>[];
}

/** Every copy of the task that is not named here is deleted, or was no longer there. */
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
  /** How many of the task's copies are done with, from the first. */
  done: number;
  kept: KeptCopy[];
}

/**
 * Deletes copies by id, each after a look that shows this plan's tags, the source and the generation. Safe to repeat. A
 * refusal keeps the copy; when it is cancelled, it keeps what it has not come to.
 */
export function deletePrunableCopies({ eci }: { eci: Eci }) {
  return async (task: DeletePrunableTask): Promise<DeletePrunableResult> => {
    const earlier = activityInfo().heartbeatDetails as Progress | undefined;
    const progress = earlier ?? { done: 0, kept: [] };
    try {
      await keepAlive(
        () => deleteThem(eci, task, progress),
        () => progress,
      );
    } catch (error) {
      heartbeat(progress);
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

/** A worker that stops ends its activities too: what is left of the batch is another worker's. */
function isCancelled(): boolean {
  if (!cancellationSignal().aborted) return false;
  if (cancellationDetails()?.cancelRequested === true) return true;
  throw askAgain('this worker was stopped', 'WorkerStopped', 1000);
}

/** Why it was kept, else undefined. */
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
    const { family, code, message } = error;
    if (error.mayPass && attemptTime() < patientUntil) {
      throw askAgainAfter(error, activityInfo().attempt);
    }
    return family === 'ambiguous' ? `${code}: ${message}; it may be deleted` : `${code}: ${message}`;
  }
}
