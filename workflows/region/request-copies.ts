import { CancellationScope, condition } from '@temporalio/workflow';
import type { CopyResult, CopyTask } from '../../activities/copy-task.js';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { copyActivities } from '../activities.js';
import { wasCancelled } from '../was-cancelled.js';
import { accountRefused } from './account-refused.js';
import { deleteFormer } from './delete-formers.js';
import { endStranded } from './end-stranded.js';
import { nextGeneration } from './next-generation.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';
import { isUntouched, survey } from './survey.js';

/** A little less than a token is trusted, so that the requests themselves need no look. */
const SURVEY_TRUST_MS = 4 * 60_000;
/** DescribeDataCaches lists at most this many. */
const CACHES_A_CALL = 20;

/** Asks for copies as the window and the gate allow, one activity a copy, until every copy is settled or a stop ends all. */
export async function requestCopies(state: RegionState, input: RegionInput): Promise<void> {
  let requests = new CancellationScope();
  const quiet = () => state.count('requesting') === 0 && !state.surveying;
  try {
    while (!state.over) {
      await condition(() => state.over || state.held || state.next() !== undefined);
      if (state.held && state.stop?.immediately !== true) {
        // What backs off is cancelled; a call under way is waited for, since it may have bought a copy.
        requests.cancel();
        await condition(quiet);
        if (state.stop !== undefined) await endStranded(state, input);
        await condition(() => state.over || state.hasStranded || !state.held);
        requests = new CancellationScope();
        continue;
      }
      if (isOutdated(state)) {
        state.surveying = true;
        void requests.run(() => surveyAnew(state, input));
        continue;
      }
      for (let copy = state.next(); copy !== undefined; copy = state.next()) {
        const next = copy;
        void new CancellationScope({ cancellable: true, parent: requests }).run(() => requestCopy(state, input, next));
      }
    }
  } finally {
    await CancellationScope.nonCancellable(() => condition(quiet));
  }
}

/**
 * What a survey showed is believed for as long as a client token is trusted: longer ago, another run may have made a copy
 * and the service have forgotten its token, so that each request needs a look of its own. A new survey is worth it where
 * that many are asked for between two surveys as it takes calls.
 */
function isOutdated(state: RegionState): boolean {
  const next = state.next();
  if (next === undefined || !isUntouched(next)) return false;
  if (state.surveyDue) return true;
  if (Date.now() - state.surveyedAt <= SURVEY_TRUST_MS) return false;
  return state.askedSinceSurvey > state.count('planned') / CACHES_A_CALL;
}

async function surveyAnew(state: RegionState, input: RegionInput): Promise<void> {
  try {
    await survey(state, input);
  } catch (error) {
    if (wasCancelled(error)) return;
    state.halt({ code: 'ActivityFailed', reason: String(error), immediately: false, liftable: true });
  } finally {
    state.surveying = false;
  }
}

/**
 * Never rejects: whatever becomes of the request is written to the copy's record.
 *
 * Each promise that workflow code makes is traced by the SDK, which costs more than all else here does: hence one scope a
 * copy, by which it alone can be cancelled, and as few asynchronous functions as can be.
 */
async function requestCopy(state: RegionState, input: RegionInput, record: CopyRecord): Promise<void> {
  const asked = Date.now();
  const refusedAt = state.refusedAt(record);
  state.move(record, 'requesting');
  const paced = state.pace.began(asked);
  state.askedSinceSurvey += 1;
  // A request for a copy that is left out meanwhile is cancelled: one that backs off ends at once.
  const scope = CancellationScope.current();
  state.cancels.set(record, () => scope.cancel());
  try {
    if (record.deleteFirst === undefined || (await madeWay(state, input, record))) {
      const task = copyTask(state, input, record, refusedAt);
      const { copyDataCache } = copyActivities(input.copyTaskQueue, input.plan);
      const summary = `${record.source} to ${input.region}${task.probe === undefined ? '' : ', asking for capacity'}`;
      const inLineSince = Date.now();
      const result = await copyDataCache.executeWithOptions({ summary }, [task]);
      state.pace.answered(inLineSince, Date.now(), result.busyMs);
      apply(state, input, record, task, result);
    }
  } catch (error) {
    const ambiguousSince = record.ambiguousSince ?? asked;
    if (wasCancelled(error)) {
      // No answer: a call may have been made, so this generation is looked up before it is given up or asked again late.
      state.move(record, 'planned', { ambiguousSince });
    } else {
      state.move(record, 'failed', { code: 'ActivityFailed', reason: String(error), ambiguousSince });
    }
  }
  state.pace.ended(paced);
  state.cancels.delete(record);
  state.leaveIfKnown(record);
}

/**
 * Deletes what has to go before the copy is asked for. False: a copy that should make way stays, so that asking would buy
 * one beside it. A Failed one that stays is in nobody's way.
 */
async function madeWay(state: RegionState, input: RegionInput, record: CopyRecord): Promise<boolean> {
  const formers = record.deleteFirst ?? [];
  for (const former of formers) {
    const summary = former.status === 'Failed' ? `${former.id}, ended Failed` : `${former.id}, to make way`;
    const result = await deleteFormer(input, former, summary);
    if (result.kind === 'deleted' || former.status === 'Failed') continue;
    state.move(record, 'conflict', { id: former.id, code: 'NotDeleted', reason: result.reason });
    return false;
  }
  if (formers.length > 0) {
    record.deleteFirst = undefined;
    record.deleted = { at: Date.now(), ids: formers.map(({ id }) => id) };
  }
  return true;
}

function copyTask(state: RegionState, input: RegionInput, record: CopyRecord, refusedAt: number | undefined): CopyTask {
  const { capacity, ready } = input.policy;
  const { closedSince, lastAcceptedAt, code, reason } = state.gate.state;
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
    ...(record.ambiguousSince === undefined ? {} : { ambiguousSince: record.ambiguousSince }),
    ...(record.ambiguousSince === undefined || refusedAt === undefined ? {} : { ambiguousUntil: refusedAt }),
    pollEvery: ready.pollEvery,
    absentAfter: ready.absentAfter,
    blindSurvey: input.policy.blindSurvey,
    buckets: [...new Set([record.bucket, ...state.buckets])],
    ...(record.seenAt === undefined ? {} : { seenAt: record.seenAt }),
    ...(record.deleted === undefined ? {} : { deleted: record.deleted }),
    ...(closedSince === undefined
      ? {}
      : {
          probe: {
            closedSince,
            code: code ?? '',
            reason: reason ?? '',
            firstRetry: capacity.firstRetry,
            maxRetry: capacity.maxRetry,
            // Copies that take long leave no reason to believe that the region was full meanwhile.
            giveUpAt: Math.max(lastAcceptedAt, closedSince) + capacity.giveUpAfter,
          },
        }),
  };
}

function apply(state: RegionState, input: RegionInput, record: CopyRecord, task: CopyTask, result: CopyResult): void {
  const now = Date.now();
  record.attempts += result.attempts;
  // A doubt outlasts every end but one that tells what became of the request; `spent` begins another generation.
  record.ambiguousSince = 'ambiguousSince' in result ? result.ambiguousSince : undefined;
  switch (result.kind) {
    case 'accepted': {
      state.accepted(now, task.probe !== undefined);
      const { id, generation, requestId } = result;
      const times = { requestedAt: now, underWaySince: now, deleted: undefined };
      return state.move(record, 'copying', { id, generation, requestId, ...times, code: undefined, reason: undefined });
    }
    case 'found': {
      // Nothing was granted: the gate stays as it is.
      const { id, generation, requestedAt } = result;
      const times = { requestedAt, underWaySince: now, deleted: undefined };
      return state.move(record, 'copying', { id, generation, ...times, code: undefined, reason: undefined });
    }
    case 'held':
      return state.hold(record, now, result.code, result.reason);
    case 'gaveUp': {
      const { code, reason, requestId } = result;
      state.halt({ code, reason, immediately: false, liftable: true });
      return state.move(record, 'failed', { code, reason, requestId });
    }
    case 'sourceNotReady':
      return state.move(record, 'awaitingSource', { reason: result.reason });
    case 'spent':
      return nextGeneration(state, record, input.policy.failedCopy.attempts, result);
    case 'conflict': {
      const { id, code, reason } = result;
      return state.move(record, 'conflict', { id, code, reason });
    }
    case 'refused': {
      const { family, code, reason, requestId } = result;
      if (family === 'account') {
        accountRefused(state, input, { code, reason });
        if (state.stop === undefined) return state.move(record, 'planned', { code, reason, requestId });
      }
      if (family === 'region') state.halt({ code, reason, immediately: false, liftable: true });
      const [old] = record.deleteAfterwards ?? [];
      if (record.verdict === 'renew' && family === 'request' && old !== undefined) {
        const words = `${code}: ${reason}; ${old.id} stays until it expires`;
        return state.move(record, 'conflict', { id: old.id, code: 'RenewalRefused', reason: words, requestId });
      }
      return state.move(record, 'failed', { code, reason, requestId });
    }
  }
}
