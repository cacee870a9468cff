import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Eci } from '../eci/eci.js';
import { advise } from '../eci/classify.js';
import { EciError } from '../eci/eci-error.js';

/** Any region will do: what is refused there for the worker's own sake is refused everywhere. */
const REGION = 'cn-hangzhou';
const RETRY_MS = 5_000;
/** The least time between two sentences in the log, ms. */
const LOG_EVERY_MS = 60_000;

/**
 * Resolves as soon as the service does not refuse this worker for its clock, key or token. Until then it must take no tasks: it
 * would fail what another worker could do. Any other answer, and none at all, says nothing against the worker.
 *
 * @throws the signal's reason if it is aborted.
 */
export async function awaitAcceptance(
  eci: Pick<Eci, 'listUsage'>,
  log: Pick<Logger, 'info' | 'warn'>,
  signal: AbortSignal,
  onRefusal: () => void,
): Promise<void> {
  let loggedAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const refusal = await refusalOf(eci);
    if (refusal === undefined) {
      if (Number.isFinite(loggedAt)) log.info('the service accepts this worker now');
      return;
    }
    onRefusal();
    if (performance.now() - loggedAt >= LOG_EVERY_MS) {
      const { code, message: reason, requestId } = refusal;
      log.warn(
        { code, reason, requestId, advice: advise(code) },
        'the service refuses this worker for its own clock, key or token; it takes no tasks until that is fixed',
      );
      loggedAt = performance.now();
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

async function refusalOf(eci: Pick<Eci, 'listUsage'>): Promise<EciError | undefined> {
  try {
    await eci.listUsage(REGION);
    return undefined;
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    return error.family === 'worker' ? error : undefined;
  }
}
