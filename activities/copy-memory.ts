import { activityInfo, heartbeat } from '@temporalio/activity';
import { attemptTime, firstScheduledTime } from './attempt.js';

/** What one attempt leaves for the next in its heartbeat details, which survive retries. Times are epoch ms. */
interface Left {
  /** The attempt that wrote this: it was refused definitely, or never asked. */
  readonly attempt: number;
  readonly at: number;
  /** Attempts that made no CopyDataCache call. */
  readonly idle: number;
  readonly ambiguousSince?: number;
  readonly mismatchSince?: number;
  readonly sourceWasAvailable?: boolean;
}

/**
 * What is known from earlier attempts of this activity.
 *
 * A definite answer leaves its attempt's number; an attempt whose predecessor left none does not know whether that one
 * made a copy. Such a doubt ends only with an id or a look at bucket and path, not with a later refusal.
 */
export class CopyMemory {
  private asked = false;

  private constructor(
    private readonly idle: number,
    /** Since when a copy may exist that nobody has answered for. */
    readonly ambiguousSince: number | undefined,
    public mismatchSince: number | undefined,
    public sourceWasAvailable: boolean,
    private left: Left | undefined,
  ) {}

  /** `carried`: a doubt that an earlier activity for the same generation left. */
  static recall(carried: number | undefined): CopyMemory {
    const { attempt, heartbeatDetails } = activityInfo();
    const left = heartbeatDetails as Left | undefined;
    const unanswered = attempt > 1 && left?.attempt !== attempt - 1;
    const doubt = left?.ambiguousSince ?? carried ?? (unanswered ? (left?.at ?? firstScheduledTime()) : undefined);
    return new CopyMemory(left?.idle ?? 0, doubt, left?.mismatchSince, left?.sourceWasAvailable ?? false, left);
  }

  /** CopyDataCache calls so far; an earlier attempt that left no word is taken to have made one. */
  get calls(): number {
    return activityInfo().attempt - 1 - this.idle + (this.asked ? 1 : 0);
  }

  /** Called before this attempt's one CopyDataCache call; an attempt without it is idle. */
  countCall(): void {
    this.asked = true;
  }

  /** What the next attempt will read: each heartbeat must repeat it. */
  get details(): unknown {
    return this.left;
  }

  /** Leaves word that this attempt had a definite answer, or asked nothing. */
  leave(): void {
    this.left = {
      attempt: activityInfo().attempt,
      at: attemptTime(),
      idle: this.idle + (this.asked ? 0 : 1),
      ...(this.ambiguousSince === undefined ? {} : { ambiguousSince: this.ambiguousSince }),
      ...(this.mismatchSince === undefined ? {} : { mismatchSince: this.mismatchSince }),
      ...(this.sourceWasAvailable ? { sourceWasAvailable: true } : {}),
    };
    heartbeat(this.left);
  }
}
