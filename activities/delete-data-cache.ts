import { EciError } from '../src/eci/eci-error.js';
import type { Eci } from '../src/eci/eci.js';
import { isOfEarlierRequest } from '../src/reconcile/created-since.js';
import { DELETION_PATIENCE_MS } from '../src/copies/deletion.js';
import { activityAge, finalFamilyOf, retryAfterError } from './attempt.js';
import { lookUpIds } from './list-data-caches.js';
import { type OwnedCopy, whyNotOurs } from './owned-copy.js';

/** One copy to delete, if its tags name this plan, source and generation. */
export interface DeleteTask extends OwnedCopy {
  /** Delete it only while it has this status. Absent: whatever its status. */
  readonly status?: 'Failed';
  /** When the run first requested it, epoch ms: one that is older is kept. Absent: however old it is. */
  readonly askedAt?: number | undefined;
}

export type DeleteResult =
  | { readonly kind: 'deleted' }
  /** Nothing was deleted; the reason is a clause. */
  | { readonly kind: 'kept'; readonly reason: string }
  /** Nothing was deleted, because the copy no longer has the status for which it was to go. */
  | { readonly kind: 'recovered'; readonly reason: string };

/**
 * Deletes one copy by id, after a lookup that shows it to be ours. A copy that does not exist counts as deleted; one that cannot
 * be deleted for ten minutes is kept.
 */
export function deleteDataCache({ eci }: { eci: Eci }) {
  return async (task: DeleteTask): Promise<DeleteResult> => {
    try {
      const result = await deleteIfOurs(eci, task);
      return result.kind === 'absent' ? { kind: 'deleted' } : result;
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      if (finalFamilyOf(error) === undefined && activityAge() < DELETION_PATIENCE_MS) throw retryAfterError(error);
      return { kind: 'kept', reason: `${error.code}: ${error.message}` };
    }
  };
}

/**
 * What {@link deleteDataCache} does in one attempt, for activities that delete many copies. `absent`: the copy is not shown,
 * which may be due to a lag of the service.
 *
 * @throws EciError
 */
export async function deleteIfOurs(eci: Eci, task: DeleteTask): Promise<DeleteResult | { readonly kind: 'absent' }> {
  const { shown: found, absent } = await lookUpIds(eci, task.region, [task.id]);
  const shown = found.get(task.id);
  if (shown === undefined) {
    if (absent.has(task.id)) return { kind: 'absent' };
    throw new EciError('IncompleteAnswer', 'ambiguous', `The service did not say whether ${task.id} exists.`);
  }
  const notOurs = whyNotOurs(shown, task);
  if (notOurs !== undefined) return { kind: 'kept', reason: notOurs };
  if (isOfEarlierRequest(shown.createdAt, task.askedAt)) {
    return { kind: 'kept', reason: `${task.id} was requested by an earlier run` };
  }
  if (task.status !== undefined && shown.status !== task.status && shown.status !== 'Deleting') {
    return { kind: 'recovered', reason: `${task.id} is ${shown.status}, not ${task.status}` };
  }
  // The deletion was requested already, perhaps by us: an answer can be lost.
  if (shown.status === 'Deleting') return { kind: 'deleted' };
  try {
    await eci.deleteDataCache({ region: task.region, id: task.id });
  } catch (error) {
    if (!(error instanceof EciError) || error.statusCode !== 404) throw error;
  }
  return { kind: 'deleted' };
}
