import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { expect, it } from 'vitest';
import { temporalAddress } from '../../support/shared-server.js';
import { simulatorForTest } from '../../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { clientForTest } from '../../support/temporal-client.js';
import { workerEnvironment } from '../../support/worker-environment.js';
import { startEciReplicator } from '../support/eci-replicator.js';
import { planFile } from '../support/plan-file.js';
import { readable } from '../support/readable.js';

const NAME = 'pending-failures';
const WORKFLOWS = [`replicate-${NAME}`, `replicate-${NAME}/cn-beijing`];
/** With characters that a URL escapes. */
const KEY = { accessKeyId: 'key/id+1', accessKeySecret: 'key&secret=2', securityToken: 'sts+token/3==' };
const FAULTS = { loseCopyAnswerEvery: 2, failEvery: 9, htmlEvery: 5, stallEvery: 7, stallFor: '3s' };

it('the server shows the code of a failed attempt, and no key, secret or token', async () => {
  const simulator = await simulatorForTest({
    credentials: [KEY],
    sources: sourceCaches(6),
    copyTime: '1s',
    faults: FAULTS,
  });
  const address = temporalAddress();
  const client = await clientForTest(address);
  const plan = await planFile(planOf({ name: NAME, caches: 6, regions: ['cn-beijing'] }));
  const worker = startEciReplicator(['worker'], { env: workerEnvironment({ address, taskQueue: NAME, simulator }) });
  const env = { TEMPORAL_ADDRESS: address, ECI_REPLICATOR_TASK_QUEUE: NAME };
  const run = startEciReplicator(['run', plan], { env });

  const told: string[] = [];
  const done = run.ended.then(() => true);
  while (!(await Promise.race([done, sleep(100, false)]))) told.push(...(await pendingActivities(client)));
  const { code, stderr } = await run.ended;
  expect(code, stderr).toBe(0);
  for (const id of WORKFLOWS) told.push(readable(await client.workflow.getHandle(id).fetchHistory()));
  expect((await worker.stop('SIGTERM')).code).toBe(0);

  const all = told.join('\n');
  // Otherwise the test would have searched neither failures nor payloads.
  expect(/"type":"(Timeout|UnreadableAnswer|ConnectionError)"/.test(all), 'a try failed').toBe(true);
  expect(all.includes('"source":"edc-source0000"'), 'the payloads can be read').toBe(true);
  const spellings = Object.values(KEY).flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ]);
  expect(spellings.filter((secret) => all.includes(secret))).toEqual([]);
});

/** The pending activities as the UI shows them, with their last failure and heartbeat details. */
async function pendingActivities(client: Client): Promise<string[]> {
  const shown = WORKFLOWS.map(async (id) => {
    try {
      return (await client.workflow.getHandle(id).describe()).raw.pendingActivities?.map(readable) ?? [];
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return [];
      throw error;
    }
  });
  return (await Promise.all(shown)).flat();
}
