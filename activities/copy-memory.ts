import { activityInfo, heartbeat } from '@temporalio/activity';
import { attemptTime, firstScheduledTime } from './attempt.js';
import type { CopyTask } from './copy-task.js';

/** What one attempt leaves for the next in its heartbeat details, which survive retries. Times are epoch ms. */
interface Left {
  /** The last attempt that was refused definitely, or never asked. */
  readonly attempt: number;
  readonly at: number;
  /** No attempt comes before, unless a person resets the activity. */
  readonly dueAt: number;
  /** CopyDataCache calls until then. */
  readonly calls: number;
  readonly doubt?: Doubt;
  readonly mismatchSince?: number;
  readonly blindSince?: number;
  readonly seenAt?: number;
  readonly sourceWasAvailable?: boolean;
}

/** Requests that nobody answered: when the first may have been made, and the last. */
export interface Doubt {
  readonly since: number;
  readonly until: number;
}

/**
 * What is known from earlier attempts of this activity.
 *
 * A definite answer leaves its attempt's number; an attempt whose predecessor left none does not know whether that one
 * made a copy. Such a doubt ends only with an id or by a look at bucket and path, not with a later refusal.
 *
 * A person may reset the activity, to have a full region asked at once: attempts then count from 1 again, with or without
 * the details.
 */
export class CopyMemory {
  private asked = false;

  private constructor(
    private readonly earlierCalls: number,
    /** A person wants an answer now. */
    readonly isReset: boolean,
    /** A copy may exist that nobody has answered for. */
    public doubt: Doubt | undefined,
    public mismatchSince: number | undefined,
    /** Since when looks could prove nothing. */
    public blindSince: number | undefined,
    /** When the copy's place was last looked at, and nothing stood there. */
    public seenAt: number | undefined,
    public sourceWasAvailable: boolean,
    private left: Left | undefined,
  ) {}

  /** `carried`: the doubt that an earlier activity for the same generation left. */
  static recall(carried: Pick<CopyTask, 'ambiguousSince' | 'ambiguousUntil'>): CopyMemory {
    const { attempt, heartbeatDetails } = activityInfo();
    const left = heartbeatDetails as Left | undefined;
    const isReset = attempt === 1 && attemptTime() > firstScheduledTime();
    const unanswered = isReset
      ? left === undefined || attemptTime() >= left.dueAt
      : attempt > 1 && left?.attempt !== attempt - 1;
    const earlier = left === undefined ? carried.ambiguousSince : left.doubt?.since;
    const since = earlier ?? (unanswered ? (left?.at ?? firstScheduledTime()) : undefined);
    const until = unanswered ? attemptTime() : (left?.doubt?.until ?? carried.ambiguousUntil ?? firstScheduledTime());
    const doubt = since === undefined ? undefined : { since, until };
    const { mismatchSince, blindSince, seenAt, sourceWasAvailable = false } = left ?? {};
    // One that left no word is taken to have asked.
    const silent = isReset ? Number(unanswered) : attempt - 1 - (left?.attempt ?? 0);
    const calls = (left?.calls ?? 0) + silent;
    const memory = new CopyMemory(calls, isReset, doubt, mismatchSince, blindSince, seenAt, sourceWasAvailable, left);
    // The numbers of attempts before the reset must not be taken for those after it.
    if (isReset) memory.write(0, calls, 0);
    return memory;
  }

  /** CopyDataCache calls so far; an earlier attempt that left no word is taken to have made one. */
  get calls(): number {
    return this.earlierCalls + (this.asked ? 1 : 0);
  }

  /** Called before this attempt's one CopyDataCache call; an attempt without it is idle. */
  countCall(): void {
    this.asked = true;
  }

  /** What the next attempt will read: each heartbeat must repeat it. */
  get details(): unknown {
    return this.left;
  }

  /** Leaves word that this attempt had a definite answer, or asked nothing. `nextIn`: when the next is due, ms at least. */
  leave(nextIn = 0): void {
    this.write(activityInfo().attempt, this.calls, nextIn);
  }

  /** Leaves word that none of the earlier attempts made a copy: this one may ask, and any doubt begins with it. */
  endDoubt(): void {
    this.doubt = undefined;
    this.write(activityInfo().attempt - 1, this.calls, 0);
  }

  private write(attempt: number, calls: number, nextIn: number): void {
    this.left = {
      attempt,
      at: attemptTime(),
      dueAt: attemptTime() + nextIn,
      calls,
      ...(this.doubt === undefined ? {} : { doubt: this.doubt }),
      ...(this.mismatchSince === undefined ? {} : { mismatchSince: this.mismatchSince }),
      ...(this.blindSince === undefined ? {} : { blindSince: this.blindSince }),
      ...(this.seenAt === undefined ? {} : { seenAt: this.seenAt }),
      ...(this.sourceWasAvailable ? { sourceWasAvailable: true } : {}),
    };
    heartbeat(this.left);
  }
}
