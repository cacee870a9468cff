import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import type { CacheChange, WatchedCache } from '../../activities/watch-data-caches.js';
import { watchDataCaches } from '../activities.js';
import { wasCancelled } from '../was-cancelled.js';

/** What a watcher looks at. Durations in ms. */
export interface Watch {
  readonly region: string;
  /** Shown in the UI on the activity. */
  readonly summary: string;
  readonly pollEvery: number;
  readonly giveUpAfter: number;
  readonly absentAfter: number;
  /** The data caches to look at, now. */
  readonly caches: () => WatchedCache[];
  readonly buckets: () => readonly string[];
  /** Grows whenever there is one more of them. */
  readonly arrived: () => number;
  /** Whether more are about to arrive: a snapshot waits for them, at most `pollEvery`. */
  readonly growing: () => boolean;
  readonly isEmpty: () => boolean;
  readonly apply: (change: CacheChange) => void;
}

/** A restart comes this part of `pollEvery` before a look that is due: the look then has the newcomers, and none is lost. */
const LEAD = 0.1;

/**
 * Watches data caches that come and go, until it is cancelled: one activity that the server tries again every
 * `pollEvery`, begun anew when it reports changes or when its snapshot is outgrown, at most once per `pollEvery`.
 */
export async function watch(watched: Watch): Promise<never> {
  const { pollEvery } = watched;
  let due = 0;
  for (;;) {
    await condition(() => !watched.isEmpty());
    if (watched.growing()) {
      const summary = 'copies being asked for join the next look';
      await condition(() => !watched.growing(), pollEvery, { summary });
    }
    due = Math.max(due, Date.now() + LEAD * pollEvery, due === 0 ? Date.now() + pollEvery : 0);
    const changes = await watchOnce(watched, due);
    due = changes === undefined ? dueAfter(due, pollEvery) : Date.now() + pollEvery;
    for (const change of changes ?? []) watched.apply(change);
  }
}

/** One snapshot's changes; `undefined` when more data caches have joined meanwhile. */
async function watchOnce(watched: Watch, firstPollAt: number): Promise<readonly CacheChange[] | undefined> {
  const { region, pollEvery, giveUpAfter, absentAfter, summary } = watched;
  const arrived = watched.arrived();
  const startedAt = Date.now();
  const task = {
    region,
    caches: watched.caches(),
    firstPollAt,
    pollEvery,
    giveUpAfter,
    absentAfter,
    buckets: watched.buckets(),
  };

  const watching = new CancellationScope();
  const changes = watching.run(() => watchDataCaches.executeWithOptions({ summary }, [task]));
  const outgrown = watching.run(async () => {
    await condition(() => watched.arrived() !== arrived);
    const earliest = Math.max(Date.now(), startedAt + (1 - LEAD) * pollEvery);
    const restartAt = dueAfter(firstPollAt, pollEvery, earliest + LEAD * pollEvery) - LEAD * pollEvery;
    await sleep(Math.max(1, restartAt - Date.now()), { summary: 'more data caches join the next look' });
  });
  try {
    await Promise.race([changes, outgrown]);
  } finally {
    watching.cancel();
    await Promise.allSettled([changes, outgrown]);
  }
  try {
    return await changes;
  } catch (error) {
    if (wasCancelled(error) && !CancellationScope.current().consideredCancelled) return undefined;
    throw error;
  }
}

/** The first look that is due at `time` or later, of those at `first` and every `pollEvery` from then on. */
function dueAfter(first: number, pollEvery: number, time = Date.now()): number {
  return first + Math.max(0, Math.ceil((time - first) / pollEvery)) * pollEvery;
}
