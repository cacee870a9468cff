import { Client, Connection } from '@temporalio/client';
import getPort from 'get-port';
import { expect, inject, it } from 'vitest';
import { startDevServer } from '../../src/dev/dev-server.js';
import { usableSearchAttributes } from '../../src/search-attributes/registration.js';

it('the Temporal server of dev and demo knows the search attributes without a setup', async () => {
  const port = await getPort({ host: '127.0.0.1' });
  const uiPort = await getPort({ host: '127.0.0.1', exclude: [port] });
  const server = await startDevServer(inject('temporalCliPath'), { port, uiPort });
  try {
    const connection = await Connection.connect({ address: server.address });
    try {
      expect(await usableSearchAttributes(new Client({ connection }))).toHaveLength(4);
    } finally {
      await connection.close();
    }
  } finally {
    await server.stop();
  }
});
