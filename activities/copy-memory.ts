import { activityInfo } from '@temporalio/activity';
import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { FinalFamily } from '../src/eci/error-table.js';
import { attemptTime, finalFamilyOf, firstScheduledTime, retryAfterError } from './attempt.js';
import { earlierDetails, leaveDetails } from './attempt-details.js';
import type { CopyTask } from './copy-task.js';

/** How long a copy is requested while the answers leave it open whether it will be made, ms. */
const PATIENCE_MS = 24 * 60 * 60_000;

/** What one attempt leaves for the next. Times are epoch ms. */
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
  readonly sourceAvailableSince?: number;
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
    /** Since when the source was shown Available although the copy was refused for it. */
    public sourceAvailableSince: number | undefined,
    /** When the copy ends even if it is not known whether it will be made. */
    private readonly giveUpAt: number,
    private left: Left | undefined,
  ) {}

  /** @param task its ambiguity is what an earlier activity for the same generation left. */
  static recall(task: Pick<CopyTask, 'ambiguousSince' | 'ambiguousUntil' | 'probe'>): CopyMemory {
    const { attempt } = activityInfo();
    const left = earlierDetails() as Left | undefined;
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
    const { mismatchSince, blindSince, seenAt, sourceAvailableSince } = left ?? {};
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
      sourceAvailableSince,
      // A probe may wait longer for capacity than that, and may then be left unanswered for a moment.
      Math.max(firstScheduledTime() + PATIENCE_MS, task.probe?.giveUpAt ?? 0),
      left,
    );
    // The numbers of attempts before the reset must not be mistaken for those after it.
    if (isReset) memory.write(0, calls, 0);
    return memory;
  }

  /** For how long the first unanswered request has been unanswered, ms; 0: there is none. */
  get ambiguousFor(): number {
    return this.ambiguous === undefined ? 0 : attemptTime() - this.ambiguous.since;
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

  /** Records that this attempt's request may have made a copy, though it had no answer. */
  unanswered(): void {
    this.ambiguous = { since: this.ambiguous?.since ?? attemptTime(), until: attemptTime() };
  }

  /** Whether the copy has been requested for so long that it ends, whatever its state. */
  get isOverdue(): boolean {
    return attemptTime() >= this.giveUpAt;
  }

  /** As {@link finalFamilyOf}; an error that may pass ends an overdue copy. */
  finalFamilyOf(error: EciError): FinalFamily | undefined {
    return finalFamilyOf(error) ?? (this.isOverdue ? 'request' : undefined);
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
      if (!(error instanceof EciError) || this.finalFamilyOf(error) !== undefined) throw error;
      this.leave();
      throw retryAfterError(error);
    }
  }

  private write(attempt: number, calls: number, nextIn: number): void {
    const { ambiguous, mismatchSince, blindSince, seenAt, sourceAvailableSince } = this;
    this.left = {
      attempt,
      at: attemptTime(),
      dueAt: attemptTime() + nextIn,
      calls,
      ...defined({ ambiguous, mismatchSince, blindSince, seenAt, sourceAvailableSince }),
    };
    leaveDetails(this.left);
  }
}
