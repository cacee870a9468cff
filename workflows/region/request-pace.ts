/** What the pace carries over continue-as-new. */
export interface PaceState {
  /** How many requests may be under way at once; a fraction is growth that is not complete yet. */
  readonly allowance: number;
  /** When it last shrank, epoch ms; absent: never. */
  readonly shrunkAt?: number;
}

/** A request that is under way. */
interface PacedRequest {
  /** When it began, epoch ms. */
  readonly since: number;
}

/** A request that waits longer than this in the queue, ms, makes the pace shrink. */
const LONG_QUEUE_MS = 1_500;
/** A queue that is shorter than this, ms, leaves room for many more requests. */
const SHORT_QUEUE_MS = 750;
/** What an answer after a short queue adds while no limit is known: each round of answers makes four requests of one. */
const FIRST_GROWTH = 3;
/** The same once a limit is known. */
const LATER_GROWTH = 1;
/** A request without an answer for this long, ms, and for twice the usual time in the queue, holds back no other. */
const TIMEOUT_MS = 60_000;
/** How often the time-out doubles while nothing is answered: it must not outlast an outage by much. */
const MAX_DOUBLINGS = 3;

/**
 * Keeps the queue short in which a region's requests wait for the rate limit that all runs share: a window of a hundred
 * requests sent at once would take up ten seconds of everyone's rate.
 *
 * As in TCP's delay-based congestion control, the number of requests that may be under way starts at one. While the queue
 * is short it grows fourfold with each round of answers; while it is not long, by one per round. An answer after a long
 * queue reduces it to what makes the queue short again, once per round; from then on it at most doubles. So there are many
 * requests where nothing limits the rate, and few where anything does.
 */
export class RequestPace {
  /** Requests that count as waiting in the queue. */
  private readonly queued = new Set<PacedRequest>();
  /** The most of them at once since the allowance last shrank: an allowance that is not used does not grow. */
  private used = 0;
  /** How often requests timed out since the last answer. */
  private timeouts = 0;
  /** How long the last request that was answered waited in the queue, ms. */
  private lastQueueMs = 0;

  constructor(private current: PaceState) {}

  static start(): PaceState {
    return { allowance: 1 };
  }

  get state(): PaceState {
    return this.current;
  }

  /** Whether one more request may begin. */
  get admits(): boolean {
    return this.queued.size + 1 <= this.current.allowance;
  }

  /** Returns what to pass to {@link ended} once the request is over. */
  began(now: number): PacedRequest {
    const request = { since: now };
    this.queued.add(request);
    this.used = Math.max(this.used, this.queued.size);
    return request;
  }

  /**
   * A request was answered.
   *
   * @param sentAt when its activity was scheduled, epoch ms.
   * @param busyMs how much of the time since then it did not wait in the queue.
   */
  answered(sentAt: number, now: number, busyMs: number): void {
    this.timeouts = 0;
    const queueMs = now - sentAt - busyMs;
    // A worker of another version may not say.
    if (!Number.isFinite(queueMs)) return;
    this.lastQueueMs = queueMs;
    const { allowance, shrunkAt } = this.current;
    if (queueMs <= LONG_QUEUE_MS) {
      const quick = shrunkAt === undefined ? FIRST_GROWTH : LATER_GROWTH;
      const grown = allowance + (queueMs <= SHORT_QUEUE_MS ? quick : 1 / allowance);
      const most = (1 + quick) * this.used;
      this.current = { ...this.current, allowance: Math.max(allowance, Math.min(grown, most)) };
    } else if (sentAt >= (shrunkAt ?? 0)) {
      // By Little's law: the rate stays, and so does the time that a call takes.
      const shrunk = (allowance * (busyMs + SHORT_QUEUE_MS)) / (busyMs + queueMs);
      this.current = { allowance: Math.max(1, shrunk), shrunkAt: now };
      this.used = this.queued.size;
    }
  }

  /** The request has ended, with an answer or without. */
  ended(request: PacedRequest): void {
    this.queued.delete(request);
  }

  /** How long to wait for an answer before {@link timedOut}, ms. */
  get timeoutMs(): number {
    return Math.max(TIMEOUT_MS * 2 ** Math.min(this.timeouts, MAX_DOUBLINGS), 2 * this.lastQueueMs);
  }

  /** Requests without an answer for {@link timeoutMs} are not waiting in the queue: from now on they hold back no other. */
  timedOut(now: number): void {
    const latest = now - this.timeoutMs;
    for (const request of this.queued) if (request.since <= latest) this.queued.delete(request);
    // Perhaps nothing is answered at all, because no worker runs: the requests must not grow by one per minute.
    this.timeouts += 1;
  }
}
