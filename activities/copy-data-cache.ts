import { activityInfo, Context } from '@temporalio/activity';
import { CopyRate } from '../src/eci/copy-rate.js';
import type { CopyRequest, Eci } from '../src/eci/eci.js';
import { EciError } from '../src/eci/eci-error.js';
import { clientToken } from '../src/reconcile/client-token.js';
import { copyTags } from '../src/reconcile/copy-tags.js';
import { askAgain, askAgainAfter } from './ask-again.js';
import { attemptTime } from './attempt.js';
import { BusyTime } from './busy-time.js';
import { CopyMemory } from './copy-memory.js';
import type { CopyAnswer, CopyResult, CopyTask, Probe } from './copy-task.js';
import { keepAlive } from './keep-alive.js';
import { describeByIds } from './list-data-caches.js';
import { lookUpCopy } from './look-up-copy.js';
import { patiently } from './patiently.js';
import { mayAsk, settleDoubt, settleMismatch, takeFound } from './settle-doubt.js';

/** How soon to ask again while the service still works on the first request with this token. */
const PROCESSING_RETRY_MS = 5_000;

/** A cancellation is heard of with a heartbeat: a paused run makes no call that begins later than 10 s after. */
const HEAR_WITHIN_MS = 4_000;

/** Asks for one copy until there is an answer that means something, and says which. All calls made by it keep one rate. */
export function copyDataCache({ eci }: { eci: Eci }) {
  const rate = new CopyRate();
  return async (task: CopyTask): Promise<CopyAnswer> => {
    const memory = CopyMemory.recall(task);
    const busy = new BusyTime();
    const work = async () => {
      waitForFirstRetry(task, memory);
      try {
        const settled = await settleDoubt(eci, task, memory);
        if (settled !== undefined) return settled;
        await busy.except(turnToAsk(rate));
        startOverWhenOutdated(task, memory);
        return await ask(eci, rate, task, memory);
      } catch (error) {
        return refusedLook(error, eci, task, memory);
      }
    };
    const result = withDoubt(await keepAlive(work, () => memory.details, HEAR_WITHIN_MS), memory);
    return { ...result, busyMs: busy.untilNow() };
  };
}

/** What became of an unanswered request is still open where no copy was found: whoever asks again must know. */
function withDoubt(result: CopyResult, { doubt }: CopyMemory): CopyResult {
  const settles = result.kind === 'accepted' || result.kind === 'found' || result.kind === 'spent';
  return settles || doubt === undefined ? result : { ...result, ambiguousSince: doubt.since };
}

/** A probe follows a refusal, so its own first call waits too. */
function waitForFirstRetry({ probe }: CopyTask, memory: CopyMemory): void {
  if (probe === undefined || memory.isReset) return;
  const wait = probe.closedSince + probe.firstRetry - attemptTime();
  if (wait <= 0) return;
  memory.leave(wait);
  throw askAgain(`${probe.code}: ${probe.reason}`, probe.code, wait);
}

/** A cancelled request does not wait for those before it. */
async function turnToAsk(rate: CopyRate): Promise<void> {
  const { cancellationSignal, cancelled } = Context.current();
  await Promise.race([rate.turn(cancellationSignal), cancelled]);
}

/** One that waited long for its turn, or whose process was held up, would ask on old knowledge: it looks again first. */
function startOverWhenOutdated(task: CopyTask, memory: CopyMemory): void {
  if (mayAsk(task, memory)) return;
  memory.leave();
  throw askAgain('held up between looking and asking', 'Stalled', task.pollEvery);
}

/** Describe was refused for good, so that nothing more can be learnt: as much an end as a refused copy. */
async function refusedLook(error: unknown, eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult> {
  const family = error instanceof EciError ? error.finalFamily : undefined;
  if (!(error instanceof EciError) || family === undefined) throw error;
  return end({ kind: 'refused', family, attempts: memory.calls, ...wordsOf(error) }, eci, task, memory);
}

async function ask(eci: Eci, rate: CopyRate, task: CopyTask, memory: CopyMemory): Promise<CopyResult> {
  const { cancellationSignal, cancelled } = Context.current();
  // A run that was paused or stopped asks for nothing more, though this attempt has begun: it may have looked, or waited
  // for its turn, for long.
  if (cancellationSignal.aborted) await cancelled;
  memory.countCall();
  try {
    const { dataCacheId, requestId } = await eci.copyDataCache(copyRequest(task));
    rate.answered(false);
    return { kind: 'accepted', id: dataCacheId, generation: task.generation, requestId, attempts: memory.calls };
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
      throw askAgainAfter(error, activityInfo().attempt);
    case 'throttled':
      memory.leave();
      throw askAgainAfter(error, activityInfo().attempt);
    case 'processing':
      throw askAgain(`${error.code}: ${error.message}`, error.code, PROCESSING_RETRY_MS);
    case 'capacity':
      if (task.probe === undefined) return { kind: 'held', code: error.code, reason: error.message, attempts };
      if (attemptTime() < task.probe.giveUpAt) {
        const wait = probeDelay(task.probe, attemptTime());
        memory.leave(wait);
        throw askAgain(`${error.code}: ${error.message}`, error.code, wait);
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

/** A copy that was deleted for this one may hold its place a while longer: then the refusal is asked about again. */
async function awaitDeletion(eci: Eci, task: CopyTask, memory: CopyMemory, refusal: EciError): Promise<void> {
  const { deleted } = task;
  if (deleted === undefined || attemptTime() - deleted.at >= task.absentAfter) return;
  const shown = await patiently(memory, () => describeByIds(eci, task.region, deleted.ids));
  if (shown.size === 0) return;
  memory.leave();
  throw askAgain(`${refusal.code}: ${[...shown.keys()].join(', ')} is being deleted`, refusal.code, task.pollEvery);
}

/** Ends a copy without an id. One that may exist nevertheless, by a request that nobody answered, is looked up first. */
async function end(
  result: Extract<CopyResult, { kind: 'gaveUp' | 'refused' }>,
  eci: Eci,
  task: CopyTask,
  memory: CopyMemory,
): Promise<CopyResult> {
  if (memory.doubt === undefined) return result;
  try {
    const found = await patiently(memory, () => lookUpCopy(eci, task));
    return found.kind === 'ours' ? takeFound(found, memory) : result;
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    const unknown = `an earlier request was never answered, and looking for its copy was refused: ${error.code}`;
    return { ...result, reason: `${result.reason} (${unknown})` };
  }
}

/** What a refusal said, for the report. */
function wordsOf({ code, message, requestId }: EciError) {
  return { code, reason: message, ...(requestId === undefined ? {} : { requestId }) };
}

/** As long again as the region has refused so far: doubling, without a counter that a new activity would lose. */
export function probeDelay(
  probe: Pick<Probe, 'closedSince' | 'firstRetry' | 'maxRetry' | 'giveUpAt'>,
  now: number,
): number {
  const wait = Math.min(probe.maxRetry, Math.max(probe.firstRetry, now - probe.closedSince));
  return Math.min(wait, probe.giveUpAt - now);
}

/** `undefined`: the source is such that the refusal stands. */
async function sourceNotReady(
  eci: Eci,
  task: CopyTask,
  memory: CopyMemory,
  refusal: EciError,
): Promise<CopyResult | undefined> {
  const shown = await patiently(memory, () => describeByIds(eci, task.sourceRegion, [task.source]));
  const status = shown.get(task.source)?.status;
  if (status === 'Failed') return undefined;
  if (status === 'Available') {
    // It may have become Available between the two calls: that is worth one more.
    if (memory.sourceWasAvailable) return undefined;
    memory.sourceWasAvailable = true;
    memory.leave();
    throw askAgainAfter(refusal, 1);
  }
  const reason = status === undefined ? `${task.source} is not shown` : `${task.source} is ${status}`;
  return { kind: 'sourceNotReady', reason, attempts: memory.calls };
}

function copyRequest(task: CopyTask): CopyRequest {
  const { sourceRegion, source, region, bucket, path, name } = task;
  return {
    sourceRegion,
    source,
    region,
    bucket,
    path,
    name,
    ...(task.retentionDays === undefined ? {} : { retentionDays: task.retentionDays }),
    tags: copyTags(task, task.plan, task.tags),
    ...(task.resourceGroupId === undefined ? {} : { resourceGroupId: task.resourceGroupId }),
    clientToken: clientToken(task),
  };
}
