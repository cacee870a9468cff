import type { DataCache } from '../src/eci/data-cache.js';
import type { Eci } from '../src/eci/eci.js';
import { surveyVerdict } from '../src/reconcile/survey-verdict.js';
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
    if (cache.bucket === task.bucket && cache.path === task.path) standing.push(cache);
  }
  const verdict = surveyVerdict(task, standing, task);
  switch (verdict.verdict) {
    case 'create':
      return { kind: verdict.generation > task.generation ? 'ending' : 'nothing' };
    case 'conflict':
      return { kind: 'conflict', id: verdict.id, code: verdict.code, reason: verdict.reason };
    case 'adopt':
      return verdict.generation >= task.generation
        ? ours(verdict.id, verdict.generation, standing)
        : { kind: 'nothing' };
    case 'recreate':
      return verdict.generation > task.generation
        ? ours(verdict.failedId, verdict.generation - 1, standing)
        : { kind: 'nothing' };
  }
}

function ours(id: string, generation: number, standing: readonly DataCache[]): FoundCopy {
  const createdAt = standing.find((cache) => cache.id === id)?.createdAt;
  return { kind: 'ours', id, generation, ...(createdAt === undefined ? {} : { createdAt }) };
}
