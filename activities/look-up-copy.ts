import type { DataCache, Eci } from '../src/eci/eci.js';
import { inTheWay, surveyVerdict } from '../src/reconcile/survey-verdict.js';
import { attemptTime } from './attempt.js';
import type { CopyTask } from './copy-task.js';
import { listDataCaches } from './list-data-caches.js';

/** What stands where a copy belongs. */
export type FoundCopy =
  | { readonly kind: 'ours'; readonly id: string; readonly generation: number; readonly createdAt?: string }
  | { readonly kind: 'conflict'; readonly id: string; readonly code: string; readonly reason: string }
  /** This generation, or a later one, was made and is being deleted: its token must not be asked with again. */
  | { readonly kind: 'ending' }
  | { readonly kind: 'nothing' };

/**
 * Looks by bucket and path for the copy that a task may already have made. A Failed copy of this generation is found
 * too: what becomes of it is decided where all copies are watched. An older generation is not the one asked for.
 */
export async function lookUpCopy(eci: Eci, task: CopyTask): Promise<FoundCopy> {
  const standing: DataCache[] = [];
  for await (const cache of listDataCaches(eci, { region: task.region, bucket: task.bucket, path: task.path })) {
    if (cache.bucket !== task.bucket || cache.path !== task.path) continue;
    if (task.deleted?.ids.includes(cache.id) !== true) standing.push(cache);
  }
  const verdict = surveyVerdict(task, standing, task, attemptTime());
  switch (verdict.verdict) {
    case 'create':
      return { kind: verdict.generation > task.generation ? 'ending' : 'nothing' };
    case 'conflict':
      return { kind: 'conflict', id: verdict.id, code: verdict.code, reason: verdict.reason };
    case 'adopt':
      return verdict.generation >= task.generation
        ? ours(verdict.id, verdict.generation, standing)
        : placeOf(task, standing);
    case 'recreate':
    case 'renew':
    case 'supersede':
      return verdict.generation > task.generation
        ? ours(verdict.id, verdict.generation - 1, standing)
        : placeOf(task, standing);
  }
}

/** Where an older generation of ours stands, nothing does that matters, unless a cache of others stands beside it. */
function placeOf(task: CopyTask, standing: readonly DataCache[]): FoundCopy {
  const conflict = inTheWay(task, standing, task);
  if (conflict === undefined) return { kind: 'nothing' };
  const { id, code, reason } = conflict;
  return { kind: 'conflict', id, code, reason };
}

function ours(id: string, generation: number, standing: readonly DataCache[]): FoundCopy {
  const createdAt = standing.find((cache) => cache.id === id)?.createdAt;
  return { kind: 'ours', id, generation, ...(createdAt === undefined ? {} : { createdAt }) };
}
