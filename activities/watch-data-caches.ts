import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { DataCache, Eci } from '../src/eci/eci.js';
import { cutReason } from '../src/payload/fit-reasons.js';
import { failureReason } from '../src/reconcile/survey-verdict.js';
import { activityAge, attemptTime, keepAlive, retryLater } from './attempt.js';
import { describeByIds, regionSight } from './list-data-caches.js';

/** A snapshot of data caches that are not ready yet. Times are epoch ms of the server, durations ms. */
export interface WatchTask {
  readonly region: string;
  readonly caches: readonly WatchedCache[];
  readonly pollEvery: number;
  readonly giveUpAfter: number;
  readonly absentAfter: number;
  /** The buckets to list when absence is to be proven. */
  readonly buckets: readonly string[];
}

export interface WatchedCache {
  readonly id: string;
  /** `giveUpAfter` counts from here. */
  readonly since: number;
  readonly absentSince?: number;
}

/** A change of one cache. `absent` and `back` are reported once; `vanished` is an absence that lasted and was proven. */
export interface CacheChange {
  readonly id: string;
  readonly kind: 'available' | 'failed' | 'absent' | 'back' | 'vanished' | 'overdue';
  readonly reason?: string;
  readonly expiresAt?: string;
  readonly sizeGiB?: number;
}

/** Polls data caches until any of them changes: one activity, which the server retries every `pollEvery`. */
export function watchDataCaches({ eci }: { eci: Eci }) {
  return async (task: WatchTask): Promise<readonly CacheChange[]> => {
    const now = attemptTime();
    const { changes, message } = await keepAlive(() => poll(eci, task, now));
    if (changes.length > 0) return changes;
    throw retryLater(message, 'NotReadyYet', untilNextPoll(task));
  };
}

/** Polls come at multiples of `pollEvery` from the first one, however long each takes. */
function untilNextPoll({ pollEvery }: WatchTask): number {
  const left = pollEvery - (activityAge() % pollEvery);
  return left < pollEvery / 2 ? left + pollEvery : left;
}

interface Polled {
  readonly changes: readonly CacheChange[];
  readonly message: string;
}

async function poll(eci: Eci, task: WatchTask, now: number): Promise<Polled> {
  let shown: Map<string, DataCache>;
  try {
    shown = await describeByIds(
      eci,
      task.region,
      task.caches.map((cache) => cache.id),
    );
  } catch (error) {
    // Whatever the refusal, it loses no copy under way: each is polled until its own time is up.
    if (!(error instanceof EciError)) throw error;
    const message = `${error.code}: ${error.message}`;
    const late = task.caches.filter((cache) => now - cache.since >= task.giveUpAfter);
    return { changes: late.map(({ id }) => ({ id, kind: 'overdue', reason: message })), message };
  }

  const absenceLasted = task.caches.some((cache) => !shown.has(cache.id) && lasted(cache, task, now));
  const proof = absenceLasted && (shown.size > 0 || (await canProve(eci, task)));
  const changes = task.caches.flatMap((cache) => {
    const change = changeOf(
      cache,
      shown.get(cache.id),
      proof && lasted(cache, task, now),
      now - cache.since >= task.giveUpAfter,
    );
    return change === undefined ? [] : [change];
  });
  return { changes, message: summary(task.caches, shown) };
}

/** What the workflow does not know yet about one cache. */
function changeOf(
  cache: WatchedCache,
  shown: DataCache | undefined,
  vanished: boolean,
  late: boolean,
): CacheChange | undefined {
  const { id } = cache;
  if (shown === undefined) {
    if (vanished) return { id, kind: 'vanished', reason: `${id} is no longer there` };
    if (late) return { id, kind: 'overdue', reason: `${id} is not shown` };
    return cache.absentSince === undefined ? { id, kind: 'absent' } : undefined;
  }
  if (shown.status === 'Available') {
    return {
      id,
      kind: 'available',
      ...defined({ expiresAt: shown.expiresAt, sizeGiB: shown.sizeGiB }),
    };
  }
  if (shown.status === 'Failed') return { id, kind: 'failed', reason: cutReason(failureReason(shown)) };
  if (late) return { id, kind: 'overdue', reason: `${id} is still ${shown.status}` };
  return cache.absentSince === undefined ? undefined : { id, kind: 'back' };
}

function lasted(cache: WatchedCache, task: WatchTask, now: number): boolean {
  return cache.absentSince !== undefined && now - cache.absentSince >= task.absentAfter;
}

async function canProve(eci: Eci, task: WatchTask): Promise<boolean> {
  try {
    return (await regionSight(eci, task.region, task.buckets)).seen;
  } catch (error) {
    if (error instanceof EciError) return false;
    throw error;
  }
}

function summary(caches: readonly WatchedCache[], shown: ReadonlyMap<string, DataCache>): string {
  const statuses = new Map<string, number>();
  for (const { id } of caches) {
    const status = shown.get(id)?.status ?? 'not shown';
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  return [...statuses].map(([status, count]) => `${count} ${status}`).join(', ');
}
