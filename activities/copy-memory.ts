import { activityInfo, heartbeat } from '@temporalio/activity';
import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import { attemptTime, firstScheduledTime, retryAfterError } from './attempt.js';
import type { CopyTask } from './copy-task.js';

/** What one attempt leaves for the next in its heartbeat details, which survive retries. Times are epoch ms. */
interface Left {
  /** The last attempt that was definitely refused, or sent no request. */
  readonly attempt: number;
  readonly at: number;
  /** No attempt is made before, unless a person resets the activity. */
  readonly dueAt: number;
  /** CopyDataCache calls so far. */
  readonly calls: number;
  readonly ambiguous?: Unanswered;
  readonly mismatchSince?: number;
  readonly blindSince?: number;
  readonly seenAt?: number;
  readonly sourceWasAvailable?: boolean;
}

/** Requests that were never answered: when the first may have been sent, and the last. Epoch ms. */
export interface Unanswered {
  readonly since: number;
  readonly until: number;
}

/**
 * What is known from earlier attempts of this activity.
 *
 * A definite answer leaves the number of its attempt. An attempt whose predecessor left none does not know whether that one
 * made a copy: the copy is ambiguous. It stays so until there is an id, or a look at its bucket and path; a later refusal does
 * not settle it.
 *
 * A person may reset the activity, to have a full region asked immediately. Attempts are then counted from 1 again, with or
 * without the details.
 */
export class CopyMemory {
  private hasAsked = false;

  private constructor(
    private readonly earlierCalls: number,
    /** Whether a person wants an answer now. */
    readonly isReset: boolean,
    /** Requests that may have made a copy, though none was answered. */
    public ambiguous: Unanswered | undefined,
    public mismatchSince: number | undefined,
    /** Since when looks could prove nothing. */
    public blindSince: number | undefined,
    /** When the copy's place was last looked at and found empty. */
    public seenAt: number | undefined,
    public sourceWasAvailable: boolean,
    private left: Left | undefined,
  ) {}

  /** @param task its ambiguity is what an earlier activity for the same generation left. */
  static recall(task: Pick<CopyTask, 'ambiguousSince' | 'ambiguousUntil'>): CopyMemory {
    const { attempt, heartbeatDetails } = activityInfo();
    const left = heartbeatDetails as Left | undefined;
    const isReset = attempt === 1 && attemptTime() > firstScheduledTime();
    const isUnanswered = isReset
      ? left === undefined || attemptTime() >= left.dueAt
      : attempt > 1 && left?.attempt !== attempt - 1;
    const earlier = left === undefined ? task.ambiguousSince : left.ambiguous?.since;
    const since = earlier ?? (isUnanswered ? (left?.at ?? firstScheduledTime()) : undefined);
    const until = isUnanswered
      ? attemptTime()
      : (left?.ambiguous?.until ?? task.ambiguousUntil ?? firstScheduledTime());
    const ambiguous = since === undefined ? undefined : { since, until };
    const { mismatchSince, blindSince, seenAt, sourceWasAvailable = false } = left ?? {};
    // An attempt that left nothing is taken to have sent a request.
    const silent = isReset ? Number(isUnanswered) : attempt - 1 - (left?.attempt ?? 0);
    const calls = (left?.calls ?? 0) + silent;
    const memory = new CopyMemory(
      calls,
      isReset,
      ambiguous,
      mismatchSince,
      blindSince,
      seenAt,
      sourceWasAvailable,
      left,
    );
    // The numbers of attempts before the reset must not be mistaken for those after it.
    if (isReset) memory.write(0, calls, 0);
    return memory;
  }

  /** CopyDataCache calls so far. An earlier attempt that left nothing is taken to have made one. */
  get calls(): number {
    return this.earlierCalls + (this.hasAsked ? 1 : 0);
  }

  /** To be called before the one CopyDataCache call of this attempt, if it makes one. */
  countCall(): void {
    this.hasAsked = true;
  }

  /** What the next attempt will read. Each heartbeat must repeat it. */
  get details(): unknown {
    return this.left;
  }

  /** Records that this attempt has a definite answer, or sent no request. `nextIn`: the least delay until the next, ms. */
  leave(nextIn = 0): void {
    this.write(activityInfo().attempt, this.calls, nextIn);
  }

  /** Records that none of the earlier attempts made a copy: this one may send a request, and only it can be ambiguous. */
  settled(): void {
    this.ambiguous = undefined;
    this.write(activityInfo().attempt - 1, this.calls, 0);
  }

  /**
   * Runs calls that only look. If they fail, nothing is decided, and what is known is left for the next attempt.
   *
   * @throws EciError when the look is refused for good: a retry would go on for ever, and the copy never have an outcome.
   */
  async look<T>(calls: () => Promise<T>): Promise<T> {
    try {
      return await calls();
    } catch (error) {
      if (!(error instanceof EciError) || error.finalFamily !== undefined) throw error;
      this.leave();
      throw retryAfterError(error);
    }
  }

  private write(attempt: number, calls: number, nextIn: number): void {
    const { ambiguous, mismatchSince, blindSince, seenAt } = this;
    const sourceWasAvailable = this.sourceWasAvailable || undefined;
    this.left = {
      attempt,
      at: attemptTime(),
      dueAt: attemptTime() + nextIn,
      calls,
      ...defined({ ambiguous, mismatchSince, blindSince, seenAt, sourceWasAvailable }),
    };
    heartbeat(this.left);
  }
}
