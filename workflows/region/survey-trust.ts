import type { CopyRecord } from '../../src/copies/copy-record.js';
import type { PartialView } from '../../src/copies/region-result.js';
import { defined } from '../../src/defined.js';

/** A little less than a client token is trusted, so that the requests after a survey need no look of their own. */
const SURVEY_TRUST_MS = 4 * 60_000;
/** DescribeDataCaches lists at most this many caches per call. */
const CACHES_PER_CALL = 20;

/** What is carried over continue-as-new. */
export interface SurveyMarks {
  /** When the region was last surveyed, epoch ms. Default: never. */
  readonly surveyedAt?: number;
  /** Whether copies are planned whose places have not been surveyed. Default: false. */
  readonly surveyDue?: boolean;
  /** What the last survey showed. Absent: the whole region. */
  readonly partial?: PartialView;
}

/**
 * Decides whether the last survey of a region is still to be trusted.
 *
 * It is trusted for as long as a client token: after that, another run may have made a copy whose token the service has
 * forgotten, and each request would have to look for it first. A new survey pays off only where more copies were requested
 * since the last one than a survey takes calls.
 */
export class SurveyTrust {
  private surveyedAt: number;
  private due: boolean;
  private requestsSince = 0;
  private running = false;
  private partialView: PartialView | undefined;

  constructor({ surveyedAt = 0, surveyDue = false, partial }: SurveyMarks) {
    this.surveyedAt = surveyedAt;
    this.due = surveyDue;
    this.partialView = partial;
  }

  get marks(): SurveyMarks {
    return { surveyedAt: this.surveyedAt, surveyDue: this.due, ...defined({ partial: this.partialView }) };
  }

  /** What the last survey showed; `undefined`: the whole region. */
  get partial(): PartialView | undefined {
    return this.partialView;
  }

  /** Whether the region is being surveyed again. Nothing is requested meanwhile. */
  get isRunning(): boolean {
    return this.running;
  }

  /** Whether the region is to be surveyed before this copy is requested. @param planned how many copies wait. */
  isOutdated(next: CopyRecord | undefined, planned: number, now: number): boolean {
    if (next === undefined || !isSurveyable(next)) return false;
    if (this.due) return true;
    if (now - this.surveyedAt <= SURVEY_TRUST_MS) return false;
    return this.requestsSince > planned / CACHES_PER_CALL;
  }

  /** A copy was planned again whose place has not been surveyed since. */
  becomeDue(): void {
    this.due = true;
  }

  /** A copy was requested. */
  requested(): void {
    this.requestsSince += 1;
  }

  /** Requests wait for a new survey until {@link stopped}. */
  started(): void {
    this.running = true;
  }

  stopped(): void {
    this.running = false;
  }

  /** The listing begins. A copy that is planned again from now on makes the next survey due. */
  lookBegan(): void {
    this.due = false;
  }

  /** The listing was cut short, refused or blind: if the region continues, it must be surveyed before anything is requested. */
  lookFailed(): void {
    this.due = true;
  }

  lookSucceeded(now: number, partial: PartialView | undefined): void {
    this.surveyedAt = now;
    this.partialView = partial;
    this.requestsSince = 0;
  }
}

/** Whether a survey can judge the copy: not if it is ambiguous, nor if generations of it have ended in this run. */
export function isSurveyable({ failures, ambiguousSince, bucket, path }: CopyRecord): boolean {
  return failures === 0 && ambiguousSince === undefined && bucket !== '' && path !== '';
}
