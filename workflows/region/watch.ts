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
  /** Whether more are about to arrive: a look waits for them a little. Absent: nothing tells. */
  readonly growing?: () => boolean;
  readonly isEmpty: () => boolean;
  readonly apply: (change: CacheChange) => void;
}

/** A restart comes this part of `pollEvery` before a look that is due, so that none is lost. */
const LEAD = 0.1;
/**
 * By this part of `pollEvery` at most a look waits for what is just being asked for: the looks then come just after all of a
 * batch are as old, and none is missed by a moment and seen a whole `pollEvery` late.
 */
const PATIENCE = 0.2;

/**
 * Watches data caches that come and go, until it is cancelled, looking at them every `pollEvery`. A look is an activity of
 * a snapshot, which the server tries again every `pollEvery` until there are changes to report; it is begun anew when the
 * snapshot is outgrown, at most once between two looks. Where a whole snapshot was Available at its first look, what follows
 * is looked at as soon as no more is asked for, until such a look was for nothing.
 */
export async function watch(watched: Watch): Promise<never> {
  const { pollEvery, growing = () => false } = watched;
  // What is under way when the watcher begins may have changed unseen.
  let isDue = !watched.isEmpty();
  let isPatient = true;
  let mayBeQuick = watched.growing !== undefined;
  let areQuick = false;
  for (;;) {
    await condition(() => !watched.isEmpty());
    if (!isDue) {
      await untilNextLook(pollEvery, growing, isPatient, areQuick);
      // A batch that is not asked for by now is not worth waiting for: more is asked for all the time.
      isPatient = !growing();
    }
    if (watched.isEmpty()) continue;
    const caches = watched.caches();
    const begunAt = Date.now();
    const changes = await watchOnce(watched, caches);
    isDue = changes === undefined;
    const seenAt = Date.now();
    const allAtOnce = changes !== undefined && seenAt - begunAt < pollEvery && areAvailable(caches, changes);
    if (areQuick && !allAtOnce) mayBeQuick = false;
    areQuick = mayBeQuick && allAtOnce && caches.some(({ since }) => since > seenAt - 2 * pollEvery);
    for (const change of changes ?? []) watched.apply(change);
  }
}

async function untilNextLook(
  pollEvery: number,
  growing: () => boolean,
  isPatient: boolean,
  areQuick: boolean,
): Promise<void> {
  const summary = 'more to look at is on its way';
  if (areQuick) return void (await condition(() => !growing(), pollEvery, { summary }));
  if (isPatient && growing()) await condition(() => !growing(), PATIENCE * pollEvery, { summary });
  await sleep(pollEvery, { summary: 'the next look' });
}

function areAvailable(caches: readonly WatchedCache[], changes: readonly CacheChange[]): boolean {
  return changes.filter(({ kind }) => kind === 'available').length === caches.length;
}

/** One snapshot's changes; `undefined` when more data caches have joined meanwhile, and a look at all is due. */
async function watchOnce(watched: Watch, caches: readonly WatchedCache[]): Promise<readonly CacheChange[] | undefined> {
  const { region, pollEvery, giveUpAfter, absentAfter, summary } = watched;
  const arrived = watched.arrived();
  const startedAt = Date.now();
  const task = { region, caches, pollEvery, giveUpAfter, absentAfter, buckets: watched.buckets() };

  const watching = new CancellationScope();
  const changes = watching.run(() => watchDataCaches.executeWithOptions({ summary }, [task]));
  const outgrown = watching.run(async () => {
    await condition(() => watched.arrived() !== arrived);
    const wait = untilRestart(Date.now() - startedAt, pollEvery);
    if (wait > 0) await sleep(wait, { summary: 'more to look at joins the next look' });
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

/**
 * How long to wait until the next look is almost due, ms, when the first one began `elapsed` ms ago: looks come every
 * `pollEvery`.
 */
export function untilRestart(elapsed: number, pollEvery: number): number {
  const lead = LEAD * pollEvery;
  const looks = Math.max(1, Math.ceil((elapsed + lead) / pollEvery));
  return looks * pollEvery - lead - elapsed;
}
