import type { CopyTask, Probe } from '../../../../activities/copy-task.js';
import type { OwnedCopy } from '../../../../activities/owned-copy.js';
import type { DataCache } from '../../../../src/eci/eci.js';
import { copyTags } from '../../../../src/reconcile/copy-tags.js';
import { START } from './attempts.js';

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** A copy of `edc-source` to cn-beijing; each test says what matters to it. */
export function copyTask(change: Partial<CopyTask> = {}): CopyTask {
  return {
    plan: 'llm-weights',
    sourceRegion: 'cn-hongkong',
    source: 'edc-source',
    region: 'cn-beijing',
    bucket: 'models',
    path: '/llama-3',
    name: 'llama-3',
    generation: 0,
    seenAt: Number.MAX_SAFE_INTEGER,
    tags: { team: 'inference' },
    pollEvery: 10 * SECOND,
    absentAfter: 10 * MINUTE,
    blindSurvey: 'stop',
    ...change,
  };
}

/** What identifies the copy of {@link copyTask} before anything is done to it. */
export const OWNED_COPY: OwnedCopy = {
  region: 'cn-beijing',
  id: 'edc-copy',
  plan: 'llm-weights',
  source: 'edc-source',
  sourceRegion: 'cn-hongkong',
  generation: 0,
};

/** The region was found full at {@link START}. */
export function probe(change: Partial<Probe> = {}): Probe {
  return {
    closedSince: START,
    code: 'QuotaExceeded',
    reason: 'full',
    firstRetry: 30 * SECOND,
    maxRetry: 10 * MINUTE,
    giveUpAt: START + 24 * HOUR,
    ...change,
  };
}

/** The copy that {@link copyTask} asks for, or another of the same place, as Describe shows it. */
export function copyOf(
  task: CopyTask = copyTask(),
  change: Partial<DataCache> & { plan?: string; generation?: number } = {},
): DataCache {
  const { plan = task.plan, generation = task.generation, ...fields } = change;
  return cache({
    id: 'edc-copy',
    region: task.region,
    bucket: task.bucket,
    path: task.path,
    name: task.name,
    tags: copyTags({ ...task, generation }, plan, task.tags),
    ...fields,
  });
}

/** Somebody's data cache, at the place that {@link copyTask} names. */
export function cache(change: Partial<DataCache> = {}): DataCache {
  return {
    id: 'edc-other',
    region: 'cn-beijing',
    bucket: 'models',
    path: '/llama-3',
    name: 'other',
    status: 'Available',
    tags: {},
    events: [],
    ...change,
  };
}
