import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import { connectionError } from '../client/connect.js';
import type { TemporalSettings } from '../client/settings/temporal-settings.js';

/** Ms, once a client has connected with the same settings. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Makes the connection of workers. Connect a client before: of the two, only its errors say what is wrong.
 *
 * @throws TemporalUnreachable after at most 10 s.
 */
export async function connectWorkers(settings: TemporalSettings): Promise<NativeConnection> {
  try {
    const given = NativeConnection.connect(settings.connection);
    const timer = sleep(CONNECT_TIMEOUT_MS, undefined, { ref: false });
    const connection = await Promise.race([given, timer]);
    if (connection !== undefined) return connection;
    // It may still come, and nobody would close it.
    given.then((late) => late.close()).catch(() => undefined);
    throw new Error(`the workers did not connect within ${CONNECT_TIMEOUT_MS / 1_000} s`);
  } catch (error) {
    throw await connectionError(error, settings);
  }
}
