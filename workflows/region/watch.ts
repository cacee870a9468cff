import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import type { CacheChange, WatchedCache, WatchResult } from '../../activities/watch-data-caches.js';
import type { Stopped } from '../../src/copies/stop.js';
import { SOURCE_NOT_SHOWN } from '../../src/copies/planned-records.js';
import { defined } from '../../src/defined.js';
import { watchDataCaches, wasCancelled } from '../activities.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';
import { isWithoutPlace } from '../../src/copies/source-place.js';
import type { RegionObserver } from './observe-region.js';
import { reportAccountError } from './report-to-run.js';

/** Watches the copies that are under way in the target region, until it is cancelled. */
export function watchCopies(state: RegionState, input: RegionInput, observer: RegionObserver): Promise<never> {
  const { copies, holds } = state;
  return watch({
    region: input.region,
    summary: `copies under way in ${input.region}`,
    ...input.policy.ready,
    caches: () =>
      [...copies.in('copying')].flatMap(({ id, underWaySince = input.startedAt, absentSince, seen, askedAt }) =>
        id === undefined
          ? []
          : [{ id, since: underWaySince, ...defined({ absentSince, seen: seen || undefined, askedAt }) }],
      ),
    get buckets() {
      return state.buckets;
    },
    arrived: () => copies.arrived('copying'),
    growing: () => (copies.count('requesting') > 0 || state.next() !== undefined) && !holds.capacity.closed,
    isEmpty: () => copies.count('copying') === 0,
    seen: (ids) => state.copiesSeen(ids),
    apply: (change) => observer.copiesReady(state.copyChanged(change, Date.now())),
    ...accountRefusals(state),
  });
}

/** Watches the sources that copies of this region wait for, until it is cancelled. */
export function watchSources(state: RegionState, input: RegionInput): Promise<never> {
  const { copies } = state;
  const absentSince = new Map<string, number>();
  const sources = () => new Map([...copies.in('awaitingSource')].map((record) => [record.source, record]));
  return watch({
    region: input.sourceRegion,
    summary: `sources in ${input.sourceRegion} that are not Available yet`,
    ...input.policy.ready,
    giveUpAfter: input.sourceGiveUpAfter,
    caches: () =>
      [...sources()].map(([id, record]) => {
        const { code, awaitingSince: since = input.startedAt } = record;
        return {
          id,
          since,
          // One that was not shown when the run began has been absent since then.
          ...(code === SOURCE_NOT_SHOWN
            ? { absentSince: since }
            : { seen: true as const, ...defined({ absentSince: absentSince.get(id) }) }),
          ...(isWithoutPlace(record) ? { unplaced: true as const } : {}),
        };
      }),
    buckets: [],
    arrived: () => copies.arrived('awaitingSource'),
    isEmpty: () => copies.count('awaitingSource') === 0,
    seen: (ids) => state.sourcesSeen(ids),
    apply: (change) => {
      if (change.kind === 'absent') absentSince.set(change.id, Date.now());
      if (change.kind === 'back') absentSince.delete(change.id);
      state.sourceChanged(change);
    },
    ...accountRefusals(state),
  });
}

/** A refusal of the account is reported once: after that, the region is stopped or paused. */
function accountRefusals(state: RegionState): Pick<Watch, 'reportsRefusal' | 'refused'> {
  return {
    reportsRefusal: () => !state.holds.isHeld,
    refused: (stopped) => {
      if (state.holds.isHeld) return;
      state.accountRefused(stopped, Date.now());
      reportAccountError(state, stopped);
    },
  };
}

/** What a watcher polls. Durations in ms. */
interface Watch {
  readonly region: string;
  /** Shown in the UI on the activity. */
  readonly summary: string;
  readonly pollEvery: number;
  readonly giveUpAfter: number;
  readonly absentAfter: number;
  /** The data caches to poll, now. */
  readonly caches: () => WatchedCache[];
  /** Where to look when absence is to be proven. */
  readonly buckets: readonly string[];
  /** Grows whenever a data cache joins. */
  readonly arrived: () => number;
  /** Whether more are about to join, so that a poll waits for them a little. Absent: not known. */
  readonly growing?: () => boolean;
  readonly isEmpty: () => boolean;
  /** Data caches are shown for the first time. Absent: not of interest. */
  readonly seen?: (ids: readonly string[]) => void;
  readonly apply: (change: CacheChange) => void;
  readonly reportsRefusal: () => boolean;
  readonly refused: (stopped: Stopped) => void;
}

/** A watcher restarts this fraction of `pollEvery` before its next poll is due, so that no poll is lost. */
const LEAD = 0.1;
/**
 * For at most this fraction of `pollEvery`, a poll waits for the copies that are being requested. Polls then come when all
 * copies of a batch have the same age; otherwise some just miss a poll and are seen a whole `pollEvery` late.
 */
const PATIENCE = 0.2;

/**
 * Watches data caches that come and go: polls them every `pollEvery` until it is cancelled.
 *
 * A poll is an attempt of an activity on a snapshot, which the server retries every `pollEvery` until there are changes to
 * report. The activity is restarted when the snapshot is outdated, at most once between two polls. Where a whole snapshot was
 * Available at its first poll, the next copies are polled as soon as no more are being requested, until such a poll is
 * in vain.
 */
async function watch(watched: Watch): Promise<never> {
  const { pollEvery, growing = () => false } = watched;
  // What is under way when the watcher begins may have changed unseen.
  let isDue = !watched.isEmpty();
  let isPatient = true;
  let mayPollEarly = watched.growing !== undefined;
  let pollsEarly = false;
  for (;;) {
    await condition(() => !watched.isEmpty());
    if (!isDue) {
      await untilNextPoll(pollEvery, growing, isPatient, pollsEarly);
      // If the batch is not complete by now, do not wait for the next one: copies are being requested all the time.
      isPatient = !growing();
    }
    if (watched.isEmpty()) continue;
    const caches = watched.caches();
    const begunAt = Date.now();
    const result = await watchSnapshot(watched, caches);
    isDue = result === undefined;
    const changes = result?.changes;
    const seenAt = Date.now();
    const allAtFirstPoll = changes !== undefined && seenAt - begunAt < pollEvery && areAvailable(caches, changes);
    if (pollsEarly && !allAtFirstPoll) mayPollEarly = false;
    pollsEarly = mayPollEarly && allAtFirstPoll && caches.some(({ since }) => since > seenAt - 2 * pollEvery);
    watched.seen?.(result?.seen ?? []);
    for (const change of changes ?? []) watched.apply(change);
    if (result?.refused !== undefined) watched.refused(result.refused);
  }
}

async function untilNextPoll(
  pollEvery: number,
  growing: () => boolean,
  isPatient: boolean,
  pollsEarly: boolean,
): Promise<void> {
  const summary = 'more copies are being requested';
  if (pollsEarly) return void (await condition(() => !growing(), pollEvery, { summary }));
  if (isPatient && growing()) await condition(() => !growing(), PATIENCE * pollEvery, { summary });
  await sleep(pollEvery, { summary: 'until the next poll' });
}

function areAvailable(caches: readonly WatchedCache[], changes: readonly CacheChange[]): boolean {
  return changes.filter(({ kind }) => kind === 'available').length === caches.length;
}

/** The changes of one snapshot; `undefined`: more data caches have joined meanwhile, and a poll of all of them is due. */
async function watchSnapshot(watched: Watch, caches: readonly WatchedCache[]): Promise<WatchResult | undefined> {
  const { region, pollEvery, giveUpAfter, absentAfter, buckets, summary } = watched;
  const arrived = watched.arrived();
  const startedAt = Date.now();
  const reportsRefusal = watched.reportsRefusal();
  const task = { region, caches, pollEvery, giveUpAfter, absentAfter, buckets, reportsRefusal };

  const watching = new CancellationScope();
  const changes = watching.run(() => watchDataCaches.executeWithOptions({ summary }, [task]));
  const outdated = watching.run(async () => {
    await condition(() => watched.arrived() !== arrived || watched.reportsRefusal() !== reportsRefusal);
    const wait = untilRestart(Date.now() - startedAt, pollEvery);
    if (wait > 0) await sleep(wait, { summary: 'until the next poll, which more copies join' });
  });
  try {
    await Promise.race([changes, outdated]);
  } finally {
    watching.cancel();
    await Promise.allSettled([changes, outdated]);
  }
  try {
    return await changes;
  } catch (error) {
    if (wasCancelled(error) && !CancellationScope.current().consideredCancelled) return undefined;
    throw error;
  }
}

/** How long to wait until the next poll is almost due, ms, when the first one began `elapsed` ms ago. */
export function untilRestart(elapsed: number, pollEvery: number): number {
  const lead = LEAD * pollEvery;
  const polls = Math.max(1, Math.ceil((elapsed + lead) / pollEvery));
  return polls * pollEvery - lead - elapsed;
}
