import { Context } from '@temporalio/activity';
import { defined } from '../src/defined.js';
import { CopyRate } from '../src/eci/copy-rate.js';
import { EciError } from '../src/eci/eci-error.js';
import type { CopyRequest, Eci } from '../src/eci/eci.js';
import { clientToken } from '../src/reconcile/client-token.js';
import { copyTags } from '../src/reconcile/copy-tags.js';
import { attemptTime, BusyTime, keepAlive, retryAfterError, retryLater } from './attempt.js';
import { CopyMemory } from './copy-memory.js';
import type { CopyAnswer, CopyResult, CopyTask, Probe } from './copy-task.js';
import { describeByIds } from './list-data-caches.js';
import { lookAtPlace, mayRequest, settleBeforeRequest, settleMismatch, takeFound } from './settle-ambiguous.js';

/** The delay before a retry while the service still works on the first request with this token. */
const PROCESSING_RETRY_MS = 5_000;

/** A cancellation arrives with a heartbeat: a paused run makes no call that begins later than 10 s after. */
const HEARTBEAT_MS = 4_000;

/** Requests one copy until there is a definite answer, and returns it. All calls of one worker keep to one rate. */
export function copyDataCache({ eci }: { eci: Eci }) {
  const rate = new CopyRate();
  return async (task: CopyTask): Promise<CopyAnswer> => {
    const memory = CopyMemory.recall(task);
    const busy = new BusyTime();
    const work = async () => {
      waitForFirstRetry(task, memory);
      try {
        const settled = await settleBeforeRequest(eci, task, memory);
        if (settled !== undefined) return settled;
        await busy.except(turnToRequest(rate));
        startOverWhenOutdated(task, memory);
        return await request(eci, rate, task, memory);
      } catch (error) {
        return refusedLook(error, eci, task, memory);
      }
    };
    const result = withAmbiguity(await keepAlive(work, () => memory.details, HEARTBEAT_MS), memory);
    return { ...result, busyMs: busy.untilNow() };
  };
}

/** Where no copy was found, an unanswered request is still ambiguous: whoever requests the copy again must know. */
function withAmbiguity(result: CopyResult, { ambiguous }: CopyMemory): CopyResult {
  const isSettled = result.kind === 'accepted' || result.kind === 'found' || result.kind === 'spent';
  return isSettled || ambiguous === undefined ? result : { ...result, ambiguousSince: ambiguous.since };
}

/** A probe follows a refusal, so its own first call waits too. */
function waitForFirstRetry({ probe }: CopyTask, memory: CopyMemory): void {
  if (probe === undefined || memory.isReset) return;
  const wait = probe.closedSince + probe.firstRetry - attemptTime();
  if (wait <= 0) return;
  memory.leave(wait);
  throw retryLater(`${probe.code}: ${probe.reason}`, probe.code, wait);
}

/** A cancelled request does not wait for those before it. */
async function turnToRequest(rate: CopyRate): Promise<void> {
  const { cancellationSignal, cancelled } = Context.current();
  await Promise.race([rate.turn(cancellationSignal), cancelled]);
}

/** After a long wait for its turn, or in a process that was suspended, an attempt knows too little: the next one looks again. */
function startOverWhenOutdated(task: CopyTask, memory: CopyMemory): void {
  if (mayRequest(task, memory)) return;
  memory.leave();
  throw retryLater('held up between the look and the request', 'Stalled', task.pollEvery);
}

/** Describe was refused for good, so nothing more can be learnt: that ends the copy, as a refused request does. */
async function refusedLook(error: unknown, eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult> {
  const family = error instanceof EciError ? error.finalFamily : undefined;
  if (!(error instanceof EciError) || family === undefined) throw error;
  return end({ kind: 'refused', family, attempts: memory.calls, ...wordsOf(error) }, eci, task, memory);
}

async function request(eci: Eci, rate: CopyRate, task: CopyTask, memory: CopyMemory): Promise<CopyResult> {
  const { cancellationSignal, cancelled } = Context.current();
  // The run may have been paused or stopped while this attempt looked, or waited for its turn: then it requests nothing.
  if (cancellationSignal.aborted) await cancelled;
  memory.countCall();
  try {
    const { dataCacheId, requestId } = await eci.copyDataCache(copyRequest(task));
    rate.answered(false);
    const { calls: attempts, seenAt: lookedAt } = memory;
    const { generation } = task;
    return { kind: 'accepted', id: dataCacheId, generation, requestId, attempts, ...defined({ lookedAt }) };
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    rate.answered(error.code.startsWith('Throttling'));
    return answerTo(error, eci, task, memory);
  }
}

async function answerTo(error: EciError, eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult> {
  const attempts = memory.calls;
  const refusal = { attempts, ...wordsOf(error) };

  switch (error.family) {
    case 'ambiguous':
      throw retryAfterError(error);
    case 'throttled':
      memory.leave();
      throw retryAfterError(error);
    case 'processing':
      throw retryLater(`${error.code}: ${error.message}`, error.code, PROCESSING_RETRY_MS);
    case 'capacity':
      if (task.probe === undefined) return { kind: 'held', code: error.code, reason: error.message, attempts };
      if (attemptTime() < task.probe.giveUpAt) {
        const wait = probeDelay(task.probe, attemptTime());
        memory.leave(wait);
        throw retryLater(`${error.code}: ${error.message}`, error.code, wait);
      }
      memory.leave();
      return end({ kind: 'gaveUp', ...refusal }, eci, task, memory);
    case 'source':
      return (
        (await sourceNotReady(eci, task, memory, error)) ??
        end({ kind: 'refused', family: 'request', ...refusal }, eci, task, memory)
      );
    case 'spent':
      return { kind: 'spent', code: error.code, reason: error.message, attempts };
    case 'mismatch':
      return settleMismatch(eci, task, memory, attemptTime());
    case 'request':
      await awaitDeletion(eci, task, memory, error);
      return end({ kind: 'refused', family: 'request', ...refusal }, eci, task, memory);
    case 'region':
    case 'account':
      return end({ kind: 'refused', family: error.family, ...refusal }, eci, task, memory);
  }
}

/** A copy that was deleted for this one may occupy its place a little longer: then the refused request is retried. */
async function awaitDeletion(eci: Eci, task: CopyTask, memory: CopyMemory, refusal: EciError): Promise<void> {
  const { deleted } = task;
  if (deleted === undefined || attemptTime() - deleted.at >= task.absentAfter) return;
  const shown = await memory.look(() => describeByIds(eci, task.region, deleted.ids));
  if (shown.size === 0) return;
  memory.leave();
  throw retryLater(`${refusal.code}: ${[...shown.keys()].join(', ')} is being deleted`, refusal.code, task.pollEvery);
}

/** Ends a copy without an id. If an unanswered request may have made it nevertheless, the copy is looked up first. */
async function end(
  result: Extract<CopyResult, { kind: 'gaveUp' | 'refused' }>,
  eci: Eci,
  task: CopyTask,
  memory: CopyMemory,
): Promise<CopyResult> {
  if (memory.ambiguous === undefined) return result;
  try {
    const found = await memory.look(() => lookAtPlace(eci, task));
    return found.kind === 'ours' ? takeFound(found, memory) : result;
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    const unknown = `an earlier request was never answered, and the look-up of its copy was refused: ${error.code}`;
    return { ...result, reason: `${result.reason} (${unknown})` };
  }
}

/** The words of a refusal, for the report. */
function wordsOf({ code, message, requestId }: EciError) {
  return { code, reason: message, ...defined({ requestId }) };
}

/** Waits as long again as the region has refused so far. It thus doubles without a counter, which a new activity would lose. */
export function probeDelay(
  probe: Pick<Probe, 'closedSince' | 'firstRetry' | 'maxRetry' | 'giveUpAt'>,
  now: number,
): number {
  const wait = Math.min(probe.maxRetry, Math.max(probe.firstRetry, now - probe.closedSince));
  return Math.min(wait, probe.giveUpAt - now);
}

/** `undefined`: the state of the source does not explain the refusal, which is final. */
async function sourceNotReady(
  eci: Eci,
  task: CopyTask,
  memory: CopyMemory,
  refusal: EciError,
): Promise<CopyResult | undefined> {
  const shown = await memory.look(() => describeByIds(eci, task.sourceRegion, [task.source]));
  const status = shown.get(task.source)?.status;
  if (status === 'Failed') return undefined;
  if (status === 'Available') {
    // It may have become Available between the two calls: that is worth one retry.
    if (memory.sourceWasAvailable) return undefined;
    memory.sourceWasAvailable = true;
    memory.leave();
    throw retryAfterError(refusal, 1);
  }
  const reason = status === undefined ? `${task.source} is not shown` : `${task.source} is ${status}`;
  return { kind: 'sourceNotReady', reason, attempts: memory.calls };
}

function copyRequest(task: CopyTask): CopyRequest {
  const { sourceRegion, source, region, bucket, path, name, retentionDays, resourceGroupId } = task;
  return {
    sourceRegion,
    source,
    region,
    bucket,
    path,
    name,
    tags: copyTags(task, task.plan, task.tags),
    clientToken: clientToken(task),
    ...defined({ retentionDays, resourceGroupId }),
  };
}
