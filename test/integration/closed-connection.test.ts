import { describe, expect, it, onTestFinished } from 'vitest';
import { connectWith } from '../../src/client/connect.js';
import { temporalAddress } from '../support/shared-server.js';
import { tcpRelay } from '../support/tcp-relay.js';

describe('a connection to a Temporal server that has gone away', () => {
  it('can be closed while calls are repeated, which then end', async () => {
    // What is thrown in a timer ends the process; vitest reports it instead.
    const thrown: unknown[] = [];
    const note = (error: unknown) => thrown.push(error);
    process.on('uncaughtException', note);
    onTestFinished(() => void process.off('uncaughtException', note));
    const relay = await tcpRelay(temporalAddress());
    onTestFinished(() => relay.close());
    const { address } = relay;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await relay.comeBack();
      const temporal = await connectWith({ address, namespace: 'default', connection: { address } });
      await relay.goAway();
      const calls = Array.from({ length: 5 }, () =>
        temporal.client.connection.workflowService.describeNamespace({ namespace: 'default' }),
      );
      const settled = Promise.allSettled(calls);
      // Each call has failed at least once by then, and is about to be repeated.
      await new Promise((resolve) => setTimeout(resolve, 100 + 150 * attempt));
      await temporal.close();
      expect((await settled).map(({ status }) => status)).toEqual(calls.map(() => 'rejected'));
    }
    expect(thrown).toEqual([]);
  });
});
