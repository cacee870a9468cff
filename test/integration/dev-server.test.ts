import getPort from 'get-port';
import { expect, inject, it } from 'vitest';
import { startDevServer } from '../../src/dev/dev-server.js';
import { usableSearchAttributes } from '../../src/search-attributes/registration.js';
import { withClient } from '../support/temporal-client.js';

it('the Temporal server of dev and demo has the search attributes without a setup', async () => {
  const port = await getPort({ host: '127.0.0.1' });
  const uiPort = await getPort({ host: '127.0.0.1', exclude: [port] });
  const server = await startDevServer(inject('temporalCliPath'), { port, uiPort });
  try {
    expect(await withClient(server.address, usableSearchAttributes)).toHaveLength(4);
  } finally {
    await server.stop();
  }
});
