import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { grpcStatus } from '../client/temporal-errors.js';

const EVERY_MS = 10_000;
const TIMEOUT_MS = 5_000;

/**
 * Whether Temporal still serves this worker its namespace. The SDK polls again and again whatever the server answers, and
 * tells nobody, so a namespace that was deleted or a permission that was lost would not show.
 */
export class TemporalWatch {
  #isServed = true;

  constructor(
    private readonly client: Client,
    private readonly log: Pick<Logger, 'info' | 'warn'>,
  ) {}

  get isServed(): boolean {
    return this.#isServed;
  }

  /** @throws the error of the call */
  async look(timeoutMs = TIMEOUT_MS): Promise<void> {
    const { namespace } = this.client.options;
    await this.client.withDeadline(Date.now() + timeoutMs, () =>
      this.client.connection.workflowService.describeNamespace({ namespace }),
    );
  }

  /** Looks again and again until the signal is aborted. Never rejects. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const failure = await this.look().then(
        () => undefined,
        (error: unknown) => grpcStatus(error).details,
      );
      if (signal.aborted) return;
      if (failure === undefined && !this.#isServed) this.log.info('Temporal serves this worker again');
      if (failure !== undefined && this.#isServed) {
        this.log.warn({ reason: failure }, 'Temporal does not serve this worker; it keeps trying');
      }
      this.#isServed = failure === undefined;
      await sleep(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
