import { Context } from '@temporalio/activity';
import { defined } from '../src/defined.js';
import { CopyRate } from '../src/eci/copy-rate.js';
import { EciError } from '../src/eci/eci-error.js';
import type { CopyRequest, Eci } from '../src/eci/eci.js';
import { clientToken } from '../src/reconcile/client-token.js';
import { copyTags } from '../src/reconcile/copy-tags.js';
import { attemptTime, BusyTime, keepAlive, retryLater } from './attempt.js';
import { CopyMemory } from './copy-memory.js';
import { answerTo, refusedLook } from './copy-refusal.js';
import type { CopyAnswer, CopyResult, CopyTask } from './copy-task.js';
import { mayRequest, settleBeforeRequest } from './settle-ambiguous.js';

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

async function request(eci: Eci, rate: CopyRate, task: CopyTask, memory: CopyMemory): Promise<CopyResult> {
  const { cancellationSignal, cancelled } = Context.current();
  // The run may have been paused or stopped while this attempt looked, or waited for its turn: then it requests nothing.
  if (cancellationSignal.aborted) await cancelled;
  memory.countCall();
  try {
    const began = performance.now();
    const { dataCacheId, requestId, servedAt } = await eci.copyDataCache(copyRequest(task));
    const elapsed = performance.now() - began + memory.ambiguousFor;
    rate.answered(false);
    const { calls: attempts, seenAt: lookedAt } = memory;
    const { generation } = task;
    return {
      kind: 'accepted',
      id: dataCacheId,
      generation,
      requestId,
      attempts,
      ...defined({ lookedAt, askedAt: servedAt && servedAt - elapsed }),
    };
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    rate.answered(error.code.startsWith('Throttling'));
    return answerTo(error, eci, task, memory);
  }
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
