import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openReplicator, type Replicator } from '../../support/replicator.js';
import { temporalAddress } from '../../support/shared-server.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { eciReplicator } from '../support/eci-replicator.js';
import { planFile } from '../support/plan-file.js';

let replicator: Replicator;
beforeAll(async () => {
  replicator = await openReplicator({
    address: temporalAddress(),
    scenario: { sources: sourceCaches(2), copyTime: '1h' },
  });
});
afterAll(() => replicator.close());

it('cancel --delete says what will happen, and status what has happened, with who and why in the report', async () => {
  const env = { TEMPORAL_ADDRESS: temporalAddress(), ECI_REPLICATOR_TASK_QUEUE: replicator.taskQueue };
  const file = await planFile(planOf({ name: 'cancel-delete', caches: 2, regions: ['cn-beijing'] }));
  await eciReplicator(['run', file, '--no-wait'], { env });
  await vi.waitUntil(() => replicator.simulator.ledger().billed.length === 2, { timeout: 30_000, interval: 100 });

  const reason = 'the wrong release';
  const asked = await eciReplicator(['cancel', 'cancel-delete', '--delete', '--by', 'ada', '--reason', reason], {
    env,
  });
  expect(asked).toMatchObject({ code: 0, stdout: expect.stringContaining('will be deleted. To see how many were: ') });

  const watched = await eciReplicator(['watch', 'cancel-delete'], { env });
  expect(watched.code).toBe(6);
  const status = await eciReplicator(['status', 'cancel-delete'], { env });
  expect(status.stdout).toMatch(/^2 copies deleted$/m);
  const { stdout } = await eciReplicator(['report', 'cancel-delete', '--output', 'json'], { env });
  expect(JSON.parse(stdout)).toMatchObject({
    deletion: { deleted: 2, left: 0 },
    controls: [
      { control: 'deleteOnCancel', by: 'ada', reason },
      { control: 'cancel', by: 'ada', reason },
    ],
  });
});
