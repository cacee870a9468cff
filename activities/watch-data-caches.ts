import type { Stopped } from '../src/copies/stop.js';
import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { DataCache, Eci } from '../src/eci/eci.js';
import { cutReason } from '../src/payload/fit-reasons.js';
import { isOfEarlierRequest } from '../src/reconcile/created-since.js';
import { failureReason } from '../src/reconcile/survey-verdict.js';
import { activityAge, attemptTime, finalFamilyOf, keepAlive, retryLater } from './attempt.js';
import { type LookUp, lookUpIds } from './list-data-caches.js';
import type { SourcePlace } from '../src/copies/source-place.js';
import { RegionReading } from './read-region.js';

/** A snapshot of data caches that are not ready yet. Times are epoch ms of the server, durations ms. */
export interface WatchTask {
  readonly region: string;
  readonly caches: readonly WatchedCache[];
  readonly pollEvery: number;
  readonly giveUpAfter: number;
  readonly absentAfter: number;
  /** The buckets to list when absence is to be proven. */
  readonly buckets: readonly string[];
  /** Whether a refusal of the account is reported. Otherwise, and after any other refusal, the poll is repeated. */
  readonly reportsRefusal: boolean;
}

export interface WatchedCache {
  readonly id: string;
  /** `giveUpAfter` counts from here. */
  readonly since: number;
  readonly absentSince?: number;
  /** Whether the service ever showed it. One that it never showed is not known to have vanished. Default: false. */
  readonly seen?: true;
  /** Whether its place is to be reported once it is Available. */
  readonly unplaced?: true;
  /** When this run first requested it: one that is older was made by an earlier request. Absent: not of interest. */
  readonly askedAt?: number;
}

/** A change of one cache. `absent` and `back` are reported once. */
export interface CacheChange {
  readonly id: string;
  readonly kind:
    | 'available'
    | 'failed'
    | 'absent'
    | 'back'
    /** It was seen, and its absence lasted and was proven. */
    | 'vanished'
    /** It was never seen, and its absence lasted. Whether it exists is not known. */
    | 'notVisible'
    | 'overdue'
    /** It was created before this run first requested it. */
    | 'earlier';
  readonly reason?: string;
  readonly expiresAt?: string;
  readonly sizeGiB?: number;
  readonly place?: SourcePlace;
}

export interface WatchResult {
  readonly changes: readonly CacheChange[];
  /** Ids that are shown for the first time. */
  readonly seen: readonly string[];
  /** The account was refused the poll. */
  readonly refused?: Stopped;
}

/** Polls data caches until there is something to report: one activity, which the server retries every `pollEvery`. */
export function watchDataCaches({ eci }: { eci: Eci }) {
  return async (task: WatchTask): Promise<WatchResult> => {
    const now = attemptTime();
    const { message, ...result } = await keepAlive(() => poll(eci, task, now));
    if (result.changes.length > 0 || result.seen.length > 0 || result.refused !== undefined) return result;
    throw retryLater(message, 'NotReadyYet', untilNextPoll(task));
  };
}

/** Polls come at multiples of `pollEvery` from the first one, however long each takes. */
function untilNextPoll({ pollEvery }: WatchTask): number {
  const left = pollEvery - (activityAge() % pollEvery);
  return left < pollEvery / 2 ? left + pollEvery : left;
}

interface Polled extends WatchResult {
  readonly message: string;
}

async function poll(eci: Eci, task: WatchTask, now: number): Promise<Polled> {
  const { caches, region } = task;
  const ids = caches.map(({ id }) => id);
  let found: LookUp;
  try {
    found = await lookUpIds(eci, region, ids);
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    return refused(error, task, now);
  }
  const { shown, absent } = found;
  const hasLasted = caches.some((cache) => cache.seen === true && absent.has(cache.id) && lasted(cache, task, now));
  // The copies of one run are shown to the same permission: where one of them is, another that is not shown does not exist.
  const isProven = hasLasted && (shown.size > 0 || (await canProve(eci, task)));
  const changes = caches.flatMap((cache) => {
    const cacheShown = shown.get(cache.id);
    const isLate = now - cache.since >= task.giveUpAfter;
    if (cacheShown !== undefined) return shownChanges(cache, cacheShown, isLate);
    return hiddenChanges(cache, {
      isAbsent: absent.has(cache.id),
      hasLasted: lasted(cache, task, now),
      isProven,
      isLate,
    });
  });
  const seen = caches.flatMap(({ id, seen: known }) => (known !== true && shown.has(id) ? [id] : []));
  return { changes, seen, message: summary(caches, shown) };
}

/** Whatever the refusal, it loses no copy under way: each is polled until its own time is up. */
function refused(error: EciError, task: WatchTask, now: number): Polled {
  const { code, message: words } = error;
  const message = `${code}: ${words}`;
  const late = task.caches.filter(({ since }) => now - since >= task.giveUpAfter);
  const isReported = finalFamilyOf(error) === 'account' && task.reportsRefusal;
  return {
    changes: late.map(({ id }) => ({ id, kind: 'overdue', reason: message })),
    seen: [],
    message,
    ...(isReported ? { refused: { code, reason: words } } : {}),
  };
}

/** What the workflow does not know yet about a cache that is shown. */
function shownChanges(
  { id, askedAt, seen, absentSince, unplaced }: WatchedCache,
  shown: DataCache,
  isLate: boolean,
): CacheChange[] {
  const { status, expiresAt, sizeGiB, createdAt } = shown;
  const isEarlier = seen !== true && isOfEarlierRequest(createdAt, askedAt);
  const earlier: CacheChange[] = isEarlier ? [{ id, kind: 'earlier' }] : [];
  if (status === 'Available') {
    const { bucket, path, name } = shown;
    const place = unplaced === true ? { bucket, path, name, ...defined({ sizeGiB }) } : undefined;
    return [...earlier, { id, kind: 'available', ...defined({ expiresAt, sizeGiB, place }) }];
  }
  if (status === 'Failed') return [...earlier, { id, kind: 'failed', reason: cutReason(failureReason(shown)) }];
  if (isLate) return [...earlier, { id, kind: 'overdue', reason: `${id} is still ${status}` }];
  return absentSince === undefined ? earlier : [...earlier, { id, kind: 'back' }];
}

/** What is known of a cache that is not shown. */
interface Hidden {
  /** Whether a complete answer by id did not show it. */
  readonly isAbsent: boolean;
  readonly hasLasted: boolean;
  readonly isProven: boolean;
  readonly isLate: boolean;
}

function hiddenChanges(
  { id, seen, absentSince }: WatchedCache,
  { isAbsent, hasLasted, isProven, isLate }: Hidden,
): CacheChange[] {
  if (isAbsent && hasLasted && seen !== true) {
    return [{ id, kind: 'notVisible', reason: `${id} was accepted, and the service has never shown it` }];
  }
  if (isAbsent && hasLasted && isProven) return [{ id, kind: 'vanished', reason: `${id} is no longer there` }];
  if (isLate) return [{ id, kind: 'overdue', reason: `${id} is not shown` }];
  return isAbsent && absentSince === undefined ? [{ id, kind: 'absent' }] : [];
}

function lasted(cache: WatchedCache, task: WatchTask, now: number): boolean {
  return cache.absentSince !== undefined && now - cache.absentSince >= task.absentAfter;
}

/** Whether the service shows everything that it counts in the region. */
async function canProve(eci: Eci, { region, buckets }: WatchTask): Promise<boolean> {
  try {
    return (await new RegionReading(eci, { region }).view(buckets)).kind === 'whole';
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
