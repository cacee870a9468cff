/** What the pace keeps over continue-as-new. */
export interface PaceState {
  /** Requests that may be under way at once; a part of one is growth not yet complete. */
  allowance: number;
  /** When it last shrank, epoch ms; absent: never. */
  shrunkAt?: number;
}

/** A request that is under way. */
interface Paced {
  /** When it began, epoch ms. */
  readonly since: number;
}

/** So long may a request stand in line, ms: whoever comes next stands behind it. */
const LONG_LINE_MS = 1_500;
/** A line so short, ms, leaves room for many more. */
const SHORT_LINE_MS = 750;
/** What an answer adds that stood in a short line, while no limit is known: a round of them makes four of one. */
const FIRST_GROWTH = 3;
/** And once it is known that there is one. */
const LATER_GROWTH = 1;
/** A request that is not answered for so long, ms, and twice as long as others stand in line, holds back no other. */
const PATIENCE_MS = 60_000;
/** It doubles so often while none is answered: an outage that ends is not to be outlasted by it. */
const MOST_DOUBLED = 3;

/**
 * Keeps the line short in which a region's requests wait for the rate limit that all runs share: a window of a hundred
 * that asks at once is ten seconds of everybody's time.
 *
 * As in TCP's control of congestion by delay, the requests that may be under way begin at one. They grow fourfold with each
 * round of answers, as long as the line is short; by one a round while it is not long. An answer that stood in a long line
 * brings them down to what makes it short again, once a round; from then on they double at most. So they are many where
 * nothing limits the rate, and a few where something does, whatever it is.
 */
export class RequestPace {
  /** Requests that count as standing in line. */
  private readonly inLine = new Set<Paced>();
  /** The most of them at once since the allowance last shrank: an allowance that is not used does not grow. */
  private used = 0;
  /** How often requests were overlooked since the last answer. */
  private overlooked = 0;
  /** How long the last request that was answered stood in line, ms. */
  private lastLineMs = 0;

  constructor(readonly state: PaceState) {}

  static start(): PaceState {
    return { allowance: 1 };
  }

  /** Whether one more may begin. */
  get admits(): boolean {
    return this.inLine.size + 1 <= this.state.allowance;
  }

  /** To be given to {@link ended} once the request is over. */
  began(now: number): Paced {
    const request = { since: now };
    this.inLine.add(request);
    this.used = Math.max(this.used, this.inLine.size);
    return request;
  }

  /** A request was answered that was asked at `asked`; of the time since then it stood in line for all but `busyMs`. */
  answered(asked: number, now: number, busyMs: number): void {
    this.overlooked = 0;
    const { state } = this;
    const lineMs = now - asked - busyMs;
    // A worker of another version may not tell.
    if (!Number.isFinite(lineMs)) return;
    this.lastLineMs = lineMs;
    if (lineMs <= LONG_LINE_MS) {
      const quick = state.shrunkAt === undefined ? FIRST_GROWTH : LATER_GROWTH;
      const grown = state.allowance + (lineMs <= SHORT_LINE_MS ? quick : 1 / state.allowance);
      state.allowance = Math.max(state.allowance, Math.min(grown, (1 + quick) * this.used));
    } else if (asked >= (state.shrunkAt ?? 0)) {
      // By Little's law: the rate stays, and so does the time of a call.
      const shrunk = (state.allowance * (busyMs + SHORT_LINE_MS)) / (busyMs + lineMs);
      state.allowance = Math.max(1, shrunk);
      state.shrunkAt = now;
      this.used = this.inLine.size;
    }
  }

  /** Whatever became of it, it stands in line no more. */
  ended(request: Paced): void {
    this.inLine.delete(request);
  }

  /** How long to wait for an answer before {@link overlook}, ms. */
  get patienceMs(): number {
    return Math.max(PATIENCE_MS * 2 ** Math.min(this.overlooked, MOST_DOUBLED), 2 * this.lastLineMs);
  }

  /** Requests without an answer for so long do something else than stand in line: they hold back no other from now on. */
  overlook(now: number): void {
    const began = now - this.patienceMs;
    for (const request of this.inLine) if (request.since <= began) this.inLine.delete(request);
    // Nothing is answered at all, perhaps since no worker is there: the line must not grow by one a minute.
    this.overlooked += 1;
  }
}
