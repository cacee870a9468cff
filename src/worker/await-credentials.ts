import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { InvalidWorkerSettings } from '../client/errors.js';
import { type CredentialSource, NO_CREDENTIALS } from '../eci/credentials.js';
import { EciError } from '../eci/eci-error.js';

/** How long the start of a worker waits for its credentials, ms. */
const WAIT_MS = 10_000;
const RETRY_MS = 5_000;

/** Whether the worker's credentials have been found yet. */
export interface FoundCredentials {
  readonly isFound: boolean;
  /** Aborted, with InvalidWorkerSettings as its reason, once it is known that there are none. */
  readonly none: AbortSignal;
}

/**
 * Resolves the worker's credentials before it takes tasks. Where they come from an endpoint that does not answer now, it is
 * asked again until the signal is aborted, and the worker starts meanwhile.
 *
 * @throws InvalidWorkerSettings if there are none
 */
export async function awaitCredentials(
  credentials: Pick<CredentialSource, 'check'>,
  log: Pick<Logger, 'info' | 'warn'>,
  signal: AbortSignal,
): Promise<FoundCredentials> {
  const none = new AbortController();
  const found = { isFound: false, none: none.signal };
  let warnedOf = '';
  const look = async (): Promise<void> => {
    try {
      const { provider } = await credentials.check();
      log.info({ provider }, 'credentials found');
      found.isFound = true;
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      if (error.code === NO_CREDENTIALS) throw noCredentials(error);
      // Once for each reason: it may last for hours.
      if (warnedOf !== error.message) {
        log.warn({ code: error.code, reason: error.message }, 'there are no credentials yet; trying again');
      }
      warnedOf = error.message;
    }
  };
  const lookUntilFound = async (): Promise<void> => {
    while (!found.isFound && !signal.aborted) {
      await sleep(RETRY_MS, undefined, { ref: false });
      await look();
    }
  };
  const first = look();
  const waiting = new AbortController();
  const isSettled = await Promise.race([
    first.then(() => true),
    sleep(WAIT_MS, false, { signal: waiting.signal }),
  ]).finally(() => waiting.abort());
  if (!isSettled) log.warn(`no credentials within ${WAIT_MS / 1_000} s; still waiting`);
  if (!found.isFound) {
    void first.then(lookUntilFound).catch((error: unknown) => none.abort(error));
  }
  return found;
}

function noCredentials(error: EciError): InvalidWorkerSettings {
  const sources = [
    'Set one of:',
    'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET;',
    'a profile in ~/.aliyun/config.json or ~/.alibabacloud/credentials (ALIBABA_CLOUD_PROFILE chooses one);',
    'ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN and ALIBABA_CLOUD_OIDC_TOKEN_FILE;',
    'a role of the ECS instance (ALIBABA_CLOUD_ECS_METADATA names it);',
    'ALIBABA_CLOUD_CREDENTIALS_URI.',
  ].join('\n  ');
  return new InvalidWorkerSettings(
    `The worker has no credentials for Alibaba Cloud. ${sources}\nThe sources answered: ${error.message}`,
    { cause: error },
  );
}
