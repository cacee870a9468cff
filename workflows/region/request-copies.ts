import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import type { CopyResult, CopyTask, Probe } from '../../activities/copy-task.js';
import type { CopyRecord, ExtensibleCopy } from '../../src/copies/copy-record.js';
import { defined } from '../../src/defined.js';
import { classify } from '../../src/eci/classify.js';
import { copyActivities, extendDataCache, wasCancelled } from '../activities.js';
import { endStranded } from './ambiguous-copies.js';
import type { GateState } from './capacity-gate.js';
import { deleteFormer } from './delete-formers.js';
import type { RegionInput } from './region-input.js';
import type { RegionState, RequestUnderWay } from './region-state.js';
import { reportAccountError } from './report-to-run.js';
import { surveyAgain } from './survey.js';

/** Requests copies as the window and the gate admit, one activity per copy, until every copy is settled or a stop ends all. */
export async function requestCopies(state: RegionState, input: RegionInput): Promise<void> {
  const { copies, holds } = state;
  let requests = new CancellationScope();
  const isQuiet = () => copies.count('requesting') === 0 && !state.survey.isRunning;
  try {
    while (!state.isOver) {
      await condition(() => state.isOver || holds.isHeld || state.next() !== undefined);
      if (holds.isHeld && holds.stop?.immediately !== true) {
        // Requests that back off are cancelled. A call under way is awaited, since it may have bought a copy.
        requests.cancel();
        await condition(isQuiet);
        if (holds.stop !== undefined) await endStranded(state, input);
        await condition(() => state.isOver || state.hasStranded || !holds.isHeld);
        requests = new CancellationScope();
        continue;
      }
      if (state.survey.isOutdated(state.next(), copies.count('planned'), Date.now())) {
        state.survey.started();
        void requests.run(() => surveyAgain(state, input));
        continue;
      }
      for (let copy = state.next(); copy !== undefined; copy = state.next()) {
        const next = copy;
        void new CancellationScope({ cancellable: true, parent: requests }).run(() => requestCopy(state, input, next));
      }
    }
  } finally {
    await CancellationScope.nonCancellable(() => condition(isQuiet));
  }
}

/** Lets other requests begin when some are not answered for long. */
export async function releaseTimedOutRequests(state: RegionState): Promise<never> {
  for (;;) {
    await condition(() => state.isHeldByPace);
    await sleep(state.pace.timeoutMs, { summary: 'requests without an answer until then hold back no others' });
    state.pace.timedOut(Date.now());
  }
}

/**
 * Never rejects: whatever becomes of the request is written to the record of the copy.
 *
 * The SDK traces each promise that workflow code creates, which costs more than everything else here. Hence one scope per copy,
 * through which that copy alone can be cancelled, and as few asynchronous functions as possible.
 */
async function requestCopy(state: RegionState, input: RegionInput, record: CopyRecord): Promise<void> {
  const scope = CancellationScope.current();
  const request = state.requestBegan(record, Date.now(), () => scope.cancel());
  try {
    const isExtended = record.extend !== undefined && (await extend(state, input, request, record.extend));
    if (!isExtended) await requestWithRoom(state, input, request);
  } catch (error) {
    if (wasCancelled(error)) state.unanswered(request);
    else state.requestFailed(request, error);
  }
  state.requestEnded(request);
}

/**
 * Requests a copy for which others may have to make way. A copy that is renewed goes only after the region has refused a second
 * one beside it: if the region then accepted none at all, the only copy would be gone.
 */
async function requestWithRoom(state: RegionState, input: RegionInput, request: RequestUnderWay): Promise<void> {
  const { record } = request;
  const isBesideFirst = isAskedBesideFirst(record, state.holds.capacity.state);
  if (!isBesideFirst && record.deleteFirst !== undefined && !(await makeWay(state, input, request))) return;
  let { sent, answer } = await ask(state, input, request);
  if (isBesideFirst && isForLackOfRoom(answer)) {
    if (!(await makeWay(state, input, request))) return;
    const { attempts } = answer;
    ({ sent, answer } = await ask(state, input, request));
    answer = { ...answer, attempts: attempts + answer.attempts };
  }
  state.answered(request, sent, answer, Date.now());
  if (answer.kind === 'refused' && answer.family === 'account') reportAccountError(state, answer);
}

/**
 * Whether a copy is requested beside the one that it replaces before that one is deleted. Not where the quota is known to be
 * full; but in a region that is out of stock, deleting it would only lose it.
 */
export function isAskedBesideFirst(
  { verdict, deleteFirst }: Pick<CopyRecord, 'verdict' | 'deleteFirst'>,
  { closedSince, code = '' }: Pick<GateState, 'closedSince' | 'code'>,
): boolean {
  const isFull = closedSince !== undefined && isQuota(code);
  return verdict === 'renew' && deleteFirst !== undefined && !isFull;
}

/**
 * Whether a copy may be accepted once another one is deleted: its place is taken, or the quota is full. With which code the
 * service refuses a taken place is not documented. Not if the request was not sent because a look proved nothing, nor if an
 * earlier one may have made the copy.
 */
export function isForLackOfRoom(answer: CopyResult): boolean {
  if ('ambiguousSince' in answer && answer.ambiguousSince !== undefined) return false;
  if (answer.kind === 'held') return isQuota(answer.code);
  // Under the family of the code itself: a look that proves nothing, or a service that is down, ends as `request` too.
  return answer.kind === 'refused' && answer.family === 'request' && classify(answer.code, 400) === 'request';
}

function isQuota(code: string): boolean {
  return /quota/i.test(code);
}

async function ask(state: RegionState, input: RegionInput, request: RequestUnderWay) {
  const { record } = request;
  const task = copyTask(state, input, request);
  const { copyDataCache } = copyActivities(input.copyTaskQueue, input.plan);
  const summary = `${record.source} to ${input.region}${task.probe === undefined ? '' : ', probing for capacity'}`;
  const sent = { sentAt: Date.now(), asProbe: task.probe !== undefined };
  return { sent, answer: await copyDataCache.executeWithOptions({ summary }, [task]) };
}

/** Asks the service to keep the copy longer that is to be renewed. False: it has to be renewed. */
async function extend(
  state: RegionState,
  { plan, sourceRegion, region, copy, policy }: RegionInput,
  request: RequestUnderWay,
  extensible: ExtensibleCopy,
): Promise<boolean> {
  const { retentionDays } = copy;
  if (retentionDays === undefined) return false;
  const { source } = request.record;
  const { pollEvery } = policy.ready;
  const summary = `a longer retention of ${extensible.id}`;
  const task = { ...extensible, region, plan, source, sourceRegion, retentionDays, pollEvery };
  const result = await extendDataCache.executeWithOptions({ summary }, [task]);
  if (result.kind === 'extended') state.extended(request, extensible, Date.now());
  else state.notExtended(request, result.reason);
  return result.kind === 'extended';
}

/**
 * Deletes what has to go before the copy is requested. False: a copy that should make way was not deleted, or is not Failed any
 * more, and a request would buy a second copy beside it. A Failed copy that stays does no harm.
 */
async function makeWay(state: RegionState, input: RegionInput, request: RequestUnderWay): Promise<boolean> {
  for (const former of request.record.deleteFirst ?? []) {
    const summary = former.status === 'Failed' ? `${former.id}, which Failed` : `${former.id}, to make way`;
    const result = await deleteFormer(input, former, summary);
    if (result.kind === 'recovered') {
      state.recovered(request, former, Date.now());
      return false;
    }
    if (result.kind === 'deleted' || former.status === 'Failed') continue;
    state.blockedBy(request, former, result.reason);
    return false;
  }
  state.madeWay(request, Date.now());
  return true;
}

function copyTask(state: RegionState, input: RegionInput, { record, refusedAt }: RequestUnderWay): CopyTask {
  const { ready, blindSurvey } = input.policy;
  const { ambiguousSince, seenAt, deleted } = record;
  const ambiguousUntil = ambiguousSince === undefined ? undefined : refusedAt;
  return {
    plan: input.plan,
    sourceRegion: input.sourceRegion,
    source: record.source,
    region: input.region,
    bucket: record.bucket,
    path: record.path,
    name: record.name,
    generation: record.generation,
    ...input.copy,
    pollEvery: ready.pollEvery,
    absentAfter: ready.absentAfter,
    blindSurvey,
    buckets: [...new Set([record.bucket, ...state.buckets])],
    ...(state.showsCopies ? { showsCopies: true } : {}),
    ...(input.keepsPaths === true ? { keepsPaths: true } : {}),
    ...replaced(record),
    ...defined({ ambiguousSince, ambiguousUntil, seenAt, deleted, probe: probeOf(state, input) }),
  };
}

/**
 * The former generations that the request replaces, or beside which it is made. One that failed or vanished is not among them:
 * where a look shows it usable again, it is taken.
 */
export function replaced({
  ended = [],
  deleteFirst = [],
  deleteAfterwards = [],
}: Pick<CopyRecord, 'ended' | 'deleteFirst' | 'deleteAfterwards'>): Pick<CopyTask, 'replaces'> {
  const replacedOnPurpose = ended.filter(({ code }) => code === 'Renewed' || code === 'Superseded');
  const ids = [...replacedOnPurpose, ...deleteFirst, ...deleteAfterwards].flatMap(({ id }) => id ?? []);
  return ids.length === 0 ? {} : { replaces: ids };
}

/** While the region is full, the one copy that may be requested probes for capacity. */
function probeOf({ holds }: RegionState, { policy }: RegionInput): Probe | undefined {
  const { closedSince, lastAcceptedAt, code = '', reason = '' } = holds.capacity.state;
  if (closedSince === undefined) return undefined;
  const { firstRetry, maxRetry, giveUpAfter } = policy.capacity;
  // Counts from the refusal at the earliest: while copies took long to become ready, the region was not known to be full.
  const giveUpAt = Math.max(lastAcceptedAt, closedSince) + giveUpAfter;
  return { closedSince, code, reason, firstRetry, maxRetry, giveUpAt };
}
