import path from 'node:path';
import { expect, it } from 'vitest';
import { packageVersion } from '../../src/package-root.js';
import type { Check } from '../../src/doctor/check.js';
import { replicatorForTest, temporalAddress } from '../support/shared-server.js';
import { sourceCaches } from '../support/sources.js';
import { eciReplicator } from './support/eci-replicator.js';

it('doctor has a worker inspect itself and the regions of a plan, and copies nothing', async () => {
  const scenario = { sources: sourceCaches(1), regions: { 'cn-shanghai': { quota: 0 } } };
  const { taskQueue, simulator } = await replicatorForTest({
    scenario,
    buildId: packageVersion(),
    plansFolder: 'examples',
  });
  const env = { TEMPORAL_ADDRESS: temporalAddress(), ECI_REPLICATOR_TASK_QUEUE: taskQueue };
  const { code, stdout } = await eciReplicator(['doctor', path.resolve('replication.yaml'), '--output', 'json'], {
    env,
  });
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  const lines = checks.map(({ name, result, found }) => `${result} ${name}: ${found}`);
  expect(lines).toContainEqual(expect.stringMatching(/^ok versions: the workers and this command are /));
  expect(lines).toContainEqual(expect.stringMatching(/^ok credentials: found by /));
  expect(lines).toContainEqual(expect.stringMatching(/^ok plan folder: .*examples has \d+ YAML files?/));
  expect(lines).toContainEqual(expect.stringMatching(/^ok cn-hongkong: answers; 1 of \d+ data caches are in use$/));
  expect(lines).toContainEqual(expect.stringMatching(/^warn cn-shanghai: answers; 0 of 0 .* so new copies wait$/));
  expect(lines).toContainEqual(expect.stringMatching(/^ok clock: within \d s/));
  expect(lines.filter((each) => each.startsWith('fail'))).toEqual([]);
  expect(code).toBe(0);
  expect(simulator.calls().filter(({ action }) => action === 'CopyDataCache')).toEqual([]);
});
