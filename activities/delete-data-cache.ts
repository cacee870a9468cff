import { activityInfo } from '@temporalio/activity';
import { EciError } from '../src/eci/eci-error.js';
import type { Eci } from '../src/eci/eci.js';
import { copyOrigin } from '../src/reconcile/copy-tags.js';
import { DELETION_PATIENCE_MS } from '../src/copies/deletion.js';
import { askAgainAfter } from './ask-again.js';
import { attemptTime, firstScheduledTime } from './attempt.js';
import { describeByIds } from './list-data-caches.js';

/** Which copy may be deleted: the one whose tags say that it is this plan's, this generation of this source's copy. */
export interface DeleteTask {
  readonly region: string;
  readonly id: string;
  readonly plan: string;
  readonly source: string;
  readonly sourceRegion: string;
  readonly generation: number;
  /** Only while it has this status; absent: in any. */
  readonly status?: 'Failed';
}

export type DeleteResult =
  | { readonly kind: 'deleted' }
  /** Nothing was deleted; the reason is a sentence. */
  | { readonly kind: 'kept'; readonly reason: string };

/**
 * Deletes one copy by id, after a look that shows it to be ours. One that is not there counts as deleted; one that cannot be
 * deleted for ten minutes is kept.
 */
export function deleteDataCache({ eci }: { eci: Eci }) {
  return async (task: DeleteTask): Promise<DeleteResult> => {
    try {
      const result = await deleteIfOurs(eci, task);
      return result.kind === 'absent' ? { kind: 'deleted' } : result;
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      if (error.mayPass && attemptTime() - firstScheduledTime() < DELETION_PATIENCE_MS)
        throw askAgainAfter(error, activityInfo().attempt);
      return { kind: 'kept', reason: `${error.code}: ${error.message}` };
    }
  };
}

/**
 * As the activity does it, for others that delete many. `absent`: it is not shown, which may be a lag of the service.
 * Throws an {@link EciError}.
 */
export async function deleteIfOurs(eci: Eci, task: DeleteTask): Promise<DeleteResult | { readonly kind: 'absent' }> {
  const shown = (await describeByIds(eci, task.region, [task.id])).get(task.id);
  if (shown === undefined) return { kind: 'absent' };
  const origin = copyOrigin(shown);
  const ours = origin?.plan === task.plan && origin.source === task.source && origin.sourceRegion === task.sourceRegion;
  if (ours && origin.generation !== task.generation) {
    return { kind: 'kept', reason: `${task.id} is generation ${origin.generation}, not ${task.generation}` };
  }
  if (!ours) return { kind: 'kept', reason: `${task.id} is not a copy of this plan` };
  if (task.status !== undefined && shown.status !== task.status) {
    return { kind: 'kept', reason: `${task.id} is ${shown.status}, not ${task.status}` };
  }
  // Asked for already, and maybe by us: an answer can be lost.
  if (shown.status === 'Deleting') return { kind: 'deleted' };
  try {
    await eci.deleteDataCache({ region: task.region, id: task.id });
  } catch (error) {
    if (!(error instanceof EciError) || error.statusCode !== 404) throw error;
  }
  return { kind: 'deleted' };
}
