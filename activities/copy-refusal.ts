import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { Eci } from '../src/eci/eci.js';
import type { FinalFamily } from '../src/eci/error-table.js';
import { activityAge, attemptTime, retryAfterError, retryLater } from './attempt.js';
import type { CopyMemory } from './copy-memory.js';
import type { CopyResult, CopyTask, Probe } from './copy-task.js';
import { describeByIds } from './list-data-caches.js';
import { lookAtPlace, settleMismatch, takeFound } from './settle-ambiguous.js';

/*
 * What an error means for the copy that was requested: its end, or another attempt.
 */

/** The delay before a retry while the service still works on the first request with this token. */
const PROCESSING_RETRY_MS = 5_000;

const HOUR_MS = 60 * 60_000;

/** How long a request is repeated while the service refuses it for its source and shows the source Available, ms. */
const SOURCE_PATIENCE_MS = 3 * 60_000;
/** The delay before the first such repetition, ms. */
const SOURCE_RETRY_MS = 10_000;

/** What the answer to CopyDataCache means, by its family. */
export async function answerTo(error: EciError, eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult> {
  const attempts = memory.calls;
  const refusal = { attempts, ...wordsOf(error) };

  switch (error.family) {
    case 'ambiguous':
    case 'throttled':
    case 'worker':
    case 'processing':
      return retryOrGiveUp(error, eci, task, memory);
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

/** The request may succeed later, with the same token. */
async function retryOrGiveUp(error: EciError, eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult> {
  const isProcessing = error.family === 'processing';
  const family = isProcessing ? (memory.isOverdue ? 'request' : undefined) : memory.finalFamilyOf(error);
  if (family !== undefined) {
    if (error.isAmbiguous) memory.unanswered();
    return giveUp(error, family, eci, task, memory);
  }
  if (!error.isAmbiguous) memory.leave();
  throw isProcessing
    ? retryLater(`${error.code}: ${error.message}`, error.code, PROCESSING_RETRY_MS)
    : retryAfterError(error);
}

/** Describe was refused for good, so nothing more can be learnt: that ends the copy, as a refused request does. */
export async function refusedLook(error: unknown, eci: Eci, task: CopyTask, memory: CopyMemory): Promise<CopyResult> {
  const family = error instanceof EciError ? memory.finalFamilyOf(error) : undefined;
  if (!(error instanceof EciError) || family === undefined) throw error;
  return giveUp(error, family, eci, task, memory);
}

/** Ends a copy at an error that might still pass, or that refused a look. */
function giveUp(
  error: EciError,
  family: FinalFamily,
  eci: Eci,
  task: CopyTask,
  memory: CopyMemory,
): Promise<CopyResult> {
  const { reason, ...words } = wordsOf(error);
  const hasPatienceEnded = memory.isOverdue && (error.mayPass || error.family === 'processing');
  const since = hasPatienceEnded ? `gave up after ${Math.floor(activityAge() / HOUR_MS)} h: ` : '';
  return end({ kind: 'refused', family, attempts: memory.calls, ...words, reason: since + reason }, eci, task, memory);
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
    // It may have become Available between the two calls, or not be known yet where copies are made.
    memory.sourceAvailableSince ??= attemptTime();
    const lasted = attemptTime() - memory.sourceAvailableSince;
    const left = SOURCE_PATIENCE_MS - lasted;
    if (left <= 0) return undefined;
    memory.leave();
    throw retryLater(
      `${refusal.code}: ${refusal.message}`,
      refusal.code,
      Math.min(Math.max(lasted, SOURCE_RETRY_MS), left),
    );
  }
  const reason = status === undefined ? `${task.source} is not shown` : `${task.source} is ${status}`;
  return { kind: 'sourceNotReady', reason, attempts: memory.calls };
}
