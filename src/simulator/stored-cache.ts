/** The time of a request. Read once per request, so that its whole response is of one time. */
export interface Moment {
  /** Epoch ms, by the simulator's clock. */
  readonly now: number;
  /** Ms since the scenario's time started. */
  readonly elapsed: number;
}

/** Epoch ms. Tests pass one that reads the clock of a time-skipping server. */
export type Clock = () => number | Promise<number>;

/** A data cache of the simulated world. Its state follows from the time of a request: nothing runs in the background. */
export interface StoredCache {
  readonly id: string;
  readonly region: string;
  readonly bucket: string;
  readonly path: string;
  readonly name: string;
  readonly sizeGiB: number;
  readonly tags: ReadonlyMap<string, string>;
  readonly resourceGroupId?: string | undefined;
  /** Increases over the whole world, and so gives the order of listings. */
  readonly sequence: number;
  readonly createdAt: number;
  readonly course: PlacedCourse | CopyCourse;
  /** When it disappears without having been deleted. */
  readonly vanishesAt?: number | undefined;
  /** The latest update of its retention. */
  update?: Update | undefined;
  /** When its deletion was requested. It is shown as Deleting for a while, then it disappears. */
  deletedFrom?: number | undefined;
}

/** A change of the retention. Times are epoch ms; an absent expiry means never. */
export interface Update {
  /** The cache is Updating until then, and still has its former expiry. */
  readonly until: number;
  readonly status: 'Available' | 'UpdateFailed';
  readonly formerExpiry: number | undefined;
  readonly expiry: number | undefined;
}

/** The life of a cache that exists from the start. */
export interface PlacedCourse {
  readonly kind: 'placed';
  readonly status: string;
  /** In the scenario's time. */
  readonly availableAfter?: number | undefined;
  readonly expiresAfter?: number | undefined;
}

/** The life of a copy. */
export interface CopyCourse {
  readonly kind: 'copy';
  /** Ms from the request to the end. */
  readonly copyTime: number;
  readonly firstStatus: 'Loading' | 'Creating';
  /** The reason, if it ends Failed. */
  readonly failure?: string | undefined;
  /** Ms for which it is shown Failed before it is Available. */
  readonly flickersFor?: number | undefined;
  /** DescribeDataCaches does not show the copy before this time. */
  readonly shownFrom: number;
  readonly retentionMs?: number | undefined;
  readonly retentionFrom: 'creation' | 'available';
}

export interface CacheState {
  readonly status: string;
  /** Whole per cent. */
  readonly progress: number;
}

/** The share of its time that a copy spends in its first status. */
const FIRST_STATUS_SHARE = 0.25;

export function stateOf(cache: StoredCache, at: Moment): CacheState {
  if (cache.deletedFrom !== undefined) return { status: 'Deleting', progress: 100 };
  const { course, update } = cache;
  if (update !== undefined) return { status: at.now < update.until ? 'Updating' : update.status, progress: 100 };
  if (course.kind === 'placed') {
    const available = course.availableAfter !== undefined && at.elapsed >= course.availableAfter;
    const status = available ? 'Available' : course.status;
    return { status, progress: status === 'Available' ? 100 : 0 };
  }
  const age = Math.max(0, at.now - cache.createdAt);
  if (age >= course.copyTime) {
    const failed = course.failure !== undefined || age < course.copyTime + (course.flickersFor ?? 0);
    return failed ? { status: 'Failed', progress: 99 } : { status: 'Available', progress: 100 };
  }
  const share = age / course.copyTime;
  const later = course.firstStatus === 'Loading' ? 'Creating' : 'Loading';
  return { status: share < FIRST_STATUS_SHARE ? course.firstStatus : later, progress: Math.floor(share * 100) };
}

/** Epoch ms; undefined when the cache never expires, or when its expiry is not known yet. */
export function expiryOf(cache: StoredCache, at: Moment): number | undefined {
  const { course, update } = cache;
  if (update !== undefined) return at.now < update.until ? update.formerExpiry : update.expiry;
  if (course.kind === 'placed') {
    return course.expiresAfter === undefined ? undefined : at.now - at.elapsed + course.expiresAfter;
  }
  if (course.retentionMs === undefined) return undefined;
  const availableAt = cache.createdAt + course.copyTime;
  if (course.retentionFrom === 'creation') return cache.createdAt + course.retentionMs;
  return at.now < availableAt ? undefined : availableAt + course.retentionMs;
}

/** Whether the cache no longer exists: it vanished, expired, or was deleted longer than `deletingFor` ago. */
export function isGone(cache: StoredCache, at: Moment, deletingFor: number): boolean {
  if (cache.vanishesAt !== undefined && at.now >= cache.vanishesAt) return true;
  if (cache.deletedFrom !== undefined && at.now >= cache.deletedFrom + deletingFor) return true;
  const expiry = expiryOf(cache, at);
  return expiry !== undefined && at.now >= expiry;
}

/** Whether DescribeDataCaches shows the cache yet. @param lag ms for which it does not show a new copy */
export function isShown({ course, createdAt }: StoredCache, at: Moment, lag = 0): boolean {
  return course.kind === 'placed' || at.now >= Math.max(course.shownFrom, createdAt + lag);
}
