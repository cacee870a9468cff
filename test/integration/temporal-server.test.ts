import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporalAddress } from '../support/shared-server.js';
import { withClient } from '../support/temporal-client.js';
import { startTemporalServer } from './support/temporal-server.js';
import { temporaryFolder } from './support/temporary-folder.js';

describe('the Temporal server of the tests', () => {
  it('is shared by the tests of the project', async () => {
    await withClient(temporalAddress(), async (client) => {
      const { namespaceInfo } = await client.workflowService.describeNamespace({ namespace: 'default' });
      expect(namespaceInfo?.name).toBe('default');
    });
  });

  it('keeps its runs when it is killed and restarted at the same address', async () => {
    const dbFilename = join(await temporaryFolder(), 'temporal.db');
    const first = await startTemporalServer({ dbFilename });
    await withClient(first.address, (client) =>
      client.workflow.start('never', { workflowId: 'kept', taskQueue: 'nobody' }),
    );
    await first.kill();

    const second = await startTemporalServer({ dbFilename, port: first.port });
    try {
      expect(second.address).toBe(first.address);
      await withClient(second.address, async (client) => {
        const description = await client.workflow.getHandle('kept').describe();
        expect(description.status.name).toBe('RUNNING');
      });
    } finally {
      await second.stop();
    }
  });

  it('serves the UI on request', async () => {
    const server = await startTemporalServer({ ui: true });
    try {
      expect((await fetch(`${server.uiAddress}/api/v1/settings`)).status).toBe(200);
    } finally {
      await server.stop();
    }
  });

  it('says why it did not start', async () => {
    await expect(startTemporalServer({ args: ['--no-such-flag'] })).rejects.toThrow('no-such-flag');
  });
});
