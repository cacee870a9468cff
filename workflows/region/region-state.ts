import type { CopyAnswer } from '../../activities/copy-task.js';
import type { CacheChange } from '../../activities/watch-data-caches.js';
import type { RegionControl } from '../../src/controls/region-control.js';
import { type CopyRecord, type ExtensibleCopy, type FormerCopy, isAmbiguous } from '../../src/copies/copy-record.js';
import { planAgain } from '../../src/copies/generation.js';
import { unpackRecords } from '../../src/copies/packed-records.js';
import { copyKey, passedOn, recalled, type RememberedCopy } from '../../src/copies/region-memory.js';
import type { PartialView, RegionResult, Timeline } from '../../src/copies/region-result.js';
import { destinationOf, isWithoutPlace, sharedPlace, type SourcePlace } from '../../src/copies/source-place.js';
import type { Stopped } from '../../src/copies/stop.js';
import { packList, unpackList } from '../../src/payload/packed-list.js';
import type { SurveyVerdict } from '../../src/reconcile/survey-verdict.js';
import type { RegionPhase } from '../messages.js';
import { CopyIndex } from './copy-index.js';
import { type Beginning, Holds } from './holds.js';
import type { Carried, RegionInput } from './region-input.js';
import { RequestPace } from './request-pace.js';
import { Skips } from './skips.js';
import { SurveyTrust } from './survey-trust.js';
import * as transitions from './transitions.js';

/**
 * The server fails a workflow task that more than 100 events wait for, and the answer to a request is two events: with more
 * requests than this at once, the task of a busy region would fail and its whole history be replayed, again and again.
 */
const MAX_REQUESTS = 45;
/** Caches in any other bucket that a listing without a bucket does not show either are still counted by ListUsage. */
const MAX_BUCKETS = 50;

/** The part of a region's input that its state depends on. */
export type RegionSettings = Pick<RegionInput, 'region' | 'maxInFlight' | 'expectVerdicts'> & {
  readonly policy: Pick<RegionInput['policy'], 'failedCopy' | 'onAccountError'>;
  /** Default: the copies never expire. */
  readonly copy?: Pick<RegionInput['copy'], 'retentionDays'>;
};

/** A request for a copy that is under way. */
export interface RequestUnderWay {
  readonly record: CopyRecord;
  /** Epoch ms. */
  readonly since: number;
  /** When the copy was last refused for lack of capacity, epoch ms. It was not requested between then and `since`. */
  readonly refusedAt: number | undefined;
  /** For the pace. */
  readonly paced: ReturnType<RequestPace['began']>;
}

/** What a survey showed. Times are epoch ms. */
export interface Surveyed {
  readonly began: number;
  readonly now: number;
  /** Absent: the whole region. */
  readonly partial?: PartialView | undefined;
}

/** How the activity of a request was started. */
interface SentRequest {
  /** Epoch ms. */
  readonly sentAt: number;
  readonly asProbe: boolean;
}

/**
 * Everything that one region's workflow knows, and the only place where it changes. The loops around it read, and call one
 * transition when something has happened. Pure: no Temporal, no clock. Times are epoch ms.
 *
 * The loops (requests, watchers, deletions) interleave at every `await`. Each transition is synchronous, so none is ever seen
 * half done. `transitions.ts` decides what changes in the record of a copy; `holds`, `skips`, `survey` and `pace` keep the
 * rest, and what concerns more than one of them happens here.
 */
export class RegionState {
  readonly region: string;
  /** What keeps the region from requesting copies. */
  readonly holds: Holds;
  /** What is left out on request. */
  readonly skips: Skips;
  /** Whether the last survey is still to be trusted. */
  readonly survey: SurveyTrust;
  /** How many requests may be under way, given the rate limit that all runs share. */
  readonly pace: RequestPace;

  private readonly policy: RegionSettings['policy'];
  private readonly retentionDays: number | undefined;
  private readonly index: CopyIndex;
  /** How to cancel the request of each copy that has one. */
  private readonly cancels = new Map<CopyRecord, () => void>();
  private currentPhase: RegionPhase = 'surveying';
  private window: number;
  private signals: number;
  private isDraining = false;
  private reportsUnderWay = 0;
  private knownBuckets: readonly string[];
  private others: readonly RememberedCopy[] = [];

  constructor(settings: RegionSettings, records: readonly CopyRecord[], beginning: Beginning) {
    const { carried } = beginning;
    this.region = settings.region;
    this.policy = settings.policy;
    this.retentionDays = settings.copy?.retentionDays;
    this.window = carried?.maxInFlight ?? settings.maxInFlight;
    this.signals = carried?.signalsSent ?? 0;
    this.pace = new RequestPace(carried?.pace ?? RequestPace.start());
    this.survey = new SurveyTrust(carried ?? {});
    this.holds = new Holds(beginning);
    this.index = new CopyIndex(records);
    const isHeldToPreview = settings.expectVerdicts !== undefined && carried === undefined;
    this.skips = new Skips(this.index, (record) => this.cancels.get(record)?.(), isHeldToPreview);
    this.knownBuckets = bucketsOf(records);
  }

  /**
   * The state that a region's workflow begins with: as its input says; or as an earlier history of it left off, see
   * {@link carried}; or as an earlier workflow of the region ended.
   */
  static restore(input: RegionInput, former: RegionResult | undefined, now: number): RegionState {
    const { carried } = input;
    const timeline = carried?.timeline ?? former?.timeline;
    const state = new RegionState(input, unpackRecords(former?.records ?? input.records), { now, timeline, carried });
    state.others = unpackList(carried?.remembered ?? former?.remembered ?? []);
    for (const skip of carried?.skips ?? []) state.skips.request(skip);
    if (carried === undefined) for (const control of input.controls ?? []) state.controlled(control, now);
    return state;
  }

  /** What earlier runs left in the region. Before the survey of these copies. */
  remember(memory: readonly RememberedCopy[]): void {
    this.others = passedOn(memory, this.index.records);
    const records = new Map(this.index.records.map((record) => [copyKey(record), record]));
    for (const copy of memory) {
      const record = records.get(copyKey(copy));
      if (record !== undefined) this.index.apply(record, recalled(record, copy));
    }
  }

  /** What the next history of this workflow begins with, besides the records. */
  carried(): Carried {
    return {
      ...this.holds.carried,
      ...this.survey.marks,
      pace: this.pace.state,
      signalsSent: this.signals,
      maxInFlight: this.window,
      skips: this.skips.list,
      ...(this.others.length === 0 ? {} : { remembered: packList(this.others) }),
    };
  }

  // What the loops read

  /** What is remembered of copies that this run does not have: the next one may. */
  get remembered(): readonly RememberedCopy[] {
    return this.others;
  }

  get copies(): Omit<CopyIndex, 'apply' | 'applyRefusal' | 'place'> {
    return this.index;
  }

  /** Where the region's copies belong, at most {@link MAX_BUCKETS}: every request names them. */
  get buckets(): readonly string[] {
    return this.knownBuckets;
  }

  get phase(): RegionPhase {
    return this.currentPhase;
  }

  /** Copies that may be under way at once. */
  get maxInFlight(): number {
    return this.window;
  }

  /** Whether the service has shown a copy that this run requested. */
  get showsCopies(): boolean {
    return this.index.hasShown;
  }

  /** Whether the run is being told of something. The server drops a signal that a workflow sends as it ends. */
  get isReporting(): boolean {
    return this.reportsUnderWay > 0;
  }

  /** Progress signals sent to the run so far. */
  get signalsSent(): number {
    return this.signals;
  }

  /** The copy to request next; undefined while the window, the capacity gate, the pace, a pause or a stop admits none. */
  next(): CopyRecord | undefined {
    return this.pace.admits ? this.nextWaiting() : undefined;
  }

  /** Whether only the pace keeps the next copy waiting. */
  get isHeldByPace(): boolean {
    return !this.pace.admits && this.nextWaiting() !== undefined;
  }

  private nextWaiting(): CopyRecord | undefined {
    if (this.holds.isHeld || this.isDraining || this.survey.isRunning) return undefined;
    const requesting = this.index.count('requesting');
    if (requesting >= MAX_REQUESTS || requesting + this.index.count('copying') >= this.window) return undefined;
    if (!this.holds.capacity.admits(requesting)) return undefined;
    const isFree = (record: CopyRecord) => !this.skips.isPending(record);
    // An ambiguous copy may be looked up for a long time before it is requested. Where few requests may run, it would hold
    // up the others.
    const first = this.holds.capacity.opensWide(Math.min(this.window, MAX_REQUESTS))
      ? undefined
      : this.index.firstPlanned((record) => isFree(record) && !isAmbiguous(record));
    return first ?? this.index.firstPlanned(isFree);
  }

  /** Copies that a stop leaves without a request. */
  get stranded(): CopyRecord[] {
    return this.holds.stop === undefined ? [] : [...this.index.in('planned'), ...this.index.in('awaitingSource')];
  }

  get hasStranded(): boolean {
    return this.holds.stop !== undefined && this.index.count('planned') + this.index.count('awaitingSource') > 0;
  }

  /** Ready copies whose lower generations are to be deleted now. A pause holds them back, unless the region is ending. */
  get formersToDelete(): CopyRecord[] {
    return this.holds.paused === undefined || this.holds.stop !== undefined ? [...this.index.withFormers] : [];
  }

  /** Whether nothing is left to wait for: everything is settled, or a stop does not wait. */
  get isOver(): boolean {
    return (this.index.isSettled && this.index.withFormers.size === 0) || this.holds.stop?.immediately === true;
  }

  // Surveys

  /** These copies were surveyed; each that is not requested yet takes the verdict that was found for it, if any. */
  surveyed(
    records: readonly CopyRecord[],
    verdicts: readonly (readonly [CopyRecord, SurveyVerdict])[],
    { began, now, partial }: Surveyed,
  ): void {
    this.survey.lookSucceeded(now, partial);
    const proofSince = partial === undefined ? began : undefined;
    for (const record of records) this.index.apply(record, transitions.surveyed(record, proofSince));
    for (const [record, verdict] of verdicts) {
      const isOpen = record.state === 'planned' || record.state === 'awaitingSource';
      if (isOpen) this.index.apply(record, transitions.judged(record, verdict, now));
    }
  }

  /** The copy of an earlier request that was never answered was found. */
  foundByLookUp(record: CopyRecord, copy: transitions.FoundByLookUp, now: number): void {
    this.index.apply(record, transitions.foundByLookUp(record, copy, now));
  }

  // Requests

  /** @param cancel cancels the request; called when the copy is left out meanwhile. */
  requestBegan(record: CopyRecord, now: number, cancel: () => void): RequestUnderWay {
    const refusedAt = this.index.refusedAt(record);
    this.index.apply(record, { state: 'requesting' });
    this.survey.requested();
    this.cancels.set(record, cancel);
    return { record, since: now, refusedAt, paced: this.pace.began(now) };
  }

  /** The copies that had to go before this one is requested are deleted. */
  madeWay({ record }: RequestUnderWay, now: number): void {
    this.index.apply(record, transitions.madeWay(record, now));
  }

  /** The Failed copy that had to go before this one is requested is not Failed any more. */
  recovered({ record }: RequestUnderWay, former: FormerCopy, now: number): void {
    this.index.apply(record, transitions.recovered(record, former, now));
  }

  /** The copy that was to be renewed is kept longer, so nothing is requested. */
  extended({ record }: RequestUnderWay, extensible: ExtensibleCopy, now: number): void {
    this.index.apply(record, transitions.extended(record, extensible, now));
  }

  /** The service does not keep the copy longer: it is renewed. */
  notExtended({ record }: RequestUnderWay, why: string): void {
    this.index.apply(record, transitions.notExtended(record, why));
  }

  /** A copy that had to go before this one is requested was not deleted. */
  blockedBy({ record }: RequestUnderWay, former: FormerCopy, reason: string): void {
    this.index.apply(record, transitions.blockedBy(former, reason));
  }

  answered(
    { record, since }: RequestUnderWay,
    { sentAt, asProbe }: SentRequest,
    answer: CopyAnswer,
    now: number,
  ): void {
    this.pace.answered(sentAt, now, answer.busyMs);
    if (answer.kind === 'accepted') this.holds.accepted(asProbe, now);
    if (answer.kind === 'held') this.holds.refused(answer.code, answer.reason, now);
    if (answer.kind === 'gaveUp') this.holds.gaveUp(answer);
    if (answer.kind === 'refused' && answer.family === 'region') this.holds.gaveUp(answer);
    if (answer.kind === 'refused' && answer.family === 'account') this.accountRefused(answer, now);

    const maxGenerations = this.policy.failedCopy.attempts;
    const change = transitions.answered(record, answer, {
      now,
      maxGenerations,
      isStopped: this.holds.stop !== undefined,
      since,
      retentionDays: this.retentionDays,
    });
    if (answer.kind === 'held') this.index.applyRefusal(record, change, now);
    else this.index.apply(record, change);
  }

  /** The request was cancelled before it was answered. */
  unanswered({ record, since }: RequestUnderWay): void {
    this.index.apply(record, transitions.unanswered(record, since));
  }

  /** The request ended without a result. */
  requestFailed({ record, since }: RequestUnderWay, error: unknown): void {
    this.index.apply(record, transitions.requestFailed(record, since, error));
  }

  /** Follows each of the transitions that end a request. */
  requestEnded({ record, paced }: RequestUnderWay): void {
    this.pace.ended(paced);
    this.cancels.delete(record);
    this.skips.requestEnded(record);
  }

  // Watching and deleting

  /** The service shows these copies for the first time. */
  copiesSeen(ids: readonly string[]): void {
    const known = new Set(ids);
    for (const record of this.index.in('copying')) {
      if (record.id !== undefined && known.has(record.id)) this.index.apply(record, transitions.seen());
    }
  }

  /** A copy under way has changed: returns its records, usually one. */
  copyChanged(change: CacheChange, now: number): readonly CopyRecord[] {
    const context = { now, maxGenerations: this.policy.failedCopy.attempts };
    let isHiding = this.survey.partial !== undefined;
    const changed = [...this.index.in('copying')].filter(({ id }) => id === change.id);
    for (const record of changed) {
      if (record.requestedAt !== undefined) isHiding = true;
      this.index.apply(record, transitions.copyChanged(record, change, context));
    }
    // The service does not show what it accepted: what else it hides is not known. An id that an earlier run left, in a region
    // that shows everything, is in nobody else's way.
    if (change.kind === 'notVisible' && isHiding)
      this.holds.gaveUp({ code: 'SurveyPartial', reason: change.reason ?? '' });
    return changed;
  }

  /** A source that copies wait for has changed. */
  sourceChanged(change: CacheChange): void {
    const waiting = [...this.index.in('awaitingSource')].filter(({ source }) => source === change.id);
    for (const record of waiting) {
      this.index.apply(record, transitions.sourceChanged(record, change));
      if (change.place !== undefined && isWithoutPlace(record)) this.placed(record, change.place);
    }
  }

  /** The service shows these sources for the first time. */
  sourcesSeen(ids: readonly string[]): void {
    const shown = new Set(ids);
    for (const record of this.index.in('awaitingSource')) {
      if (shown.has(record.source)) this.index.apply(record, transitions.sourceSeen());
    }
  }

  /** The destination of a copy is known at last: what is remembered of it counts, and nothing was surveyed there. */
  private placed(record: CopyRecord, place: SourcePlace): void {
    this.index.place(record, destinationOf(record, place));
    this.knownBuckets = bucketsOf(this.index.records);
    this.remember(this.others);
    const shared = sharedPlace(record, this.index.records);
    if (shared !== undefined) this.index.apply(record, shared);
    this.survey.becomeDue();
  }

  /** The lower generations of a ready copy were deleted, except those that `kept` gives the reasons for. */
  formersDeleted(record: CopyRecord, kept: readonly string[]): void {
    this.index.apply(record, transitions.formersDeleted(record, kept));
  }

  // What happens to the region as a whole

  /** The account itself was refused: the region stops or pauses, as `policy.onAccountError` says. */
  accountRefused({ code, reason }: Stopped, now: number): void {
    if (this.policy.onAccountError === 'pause') this.holds.pausedFor(`${code}: ${reason}`, now);
    else this.holds.stopped({ code, reason, immediately: false });
  }

  /** A control from the run. */
  controlled(control: RegionControl, now: number): void {
    switch (control.kind) {
      case 'pause':
        return this.holds.pausedFor(control.reason, now);
      case 'resume':
        return this.holds.resumed(now);
      case 'retryFailed':
        return this.retryFailed(control.source, now);
      case 'skip':
        return this.skips.request(control);
      case 'setMaxInFlight':
        this.window = control.maxInFlight;
    }
  }

  private retryFailed(source: string | undefined, now: number): void {
    this.holds.lifted(now);
    // Nothing is requested any more: a copy that were planned again would only lose its outcome.
    if (this.holds.stop !== undefined) return;
    for (const record of [...this.index.in('failed'), ...this.index.in('conflict')]) {
      // A source that was never described has no destination: only a new run can find one.
      if ((source !== undefined && record.source !== source) || record.bucket === '') continue;
      this.index.apply(record, planAgain(record));
      this.survey.becomeDue();
    }
  }

  entered(phase: RegionPhase): void {
    this.currentPhase = phase;
  }

  reportBegan(): void {
    this.reportsUnderWay += 1;
  }

  reportEnded(): void {
    this.reportsUnderWay -= 1;
  }

  progressSent(): void {
    this.signals += 1;
  }

  /** The next history of the workflow is about to begin: this one requests no more copies. */
  draining(): void {
    this.isDraining = true;
  }

  /** Ends the copies that a stop leaves without a request. The ambiguous ones among them were looked up before. */
  endStranded(stop: Stopped): void {
    this.skips.leaveOutAll();
    for (const record of this.stranded) this.index.apply(record, transitions.stranded(record, stop));
  }

  /** The region ends. Returns its whole timeline. */
  ended(now: number): Timeline {
    const { stop } = this.holds;
    if (stop !== undefined) {
      for (const record of this.index.in('copying')) this.index.apply(record, transitions.overtaken(stop));
    }
    return this.holds.ended(now);
  }
}

function bucketsOf(records: readonly CopyRecord[]): string[] {
  return [...new Set(records.map(({ bucket }) => bucket))].filter((bucket) => bucket !== '').slice(0, MAX_BUCKETS);
}
