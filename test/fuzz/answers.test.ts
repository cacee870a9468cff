import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fetchReport } from '../../src/client/fetch-report.js';
import type { Report } from '../../src/report/report.js';
import { startSimulator } from '../../src/simulator/simulator.js';
import { scenarioOf } from '../../src/simulator/scenario.js';
import { stateOf } from '../../src/simulator/stored-cache.js';
import { failedTasks } from '../support/failed-tasks.js';
import { fuzzOptions } from '../support/fuzz-options.js';
import { mutatingProxy } from '../support/mutating-proxy.js';
import { mutation } from '../support/mutated-json.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { temporalAddress } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';

const { seed, times } = fuzzOptions();
const WORLDS = 10 * times;
const ANSWERS = 400;
const CACHES = 4;
const REGIONS = ['cn-beijing', 'cn-shanghai'];

/** Two in five answers are changed, in a part of it. */
const changes = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: mutation() }),
  { minLength: ANSWERS, maxLength: ANSWERS },
);

let changed = 0;

afterAll(() => {
  process.stdout.write(`fuzz: ${changed} changed answers of the service in ${WORLDS} worlds, seed ${seed}\n`);
});

async function run({ client, taskQueue }: Replicator, plan: { readonly name: string }): Promise<Report> {
  const handle = await client.workflow.start('replicate', {
    taskQueue,
    workflowId: `replicate-${plan.name}`,
    args: [{ plan }],
  });
  await summaryOf(handle.result());
  const workflows = [handle.workflowId, ...REGIONS.map((region) => `${handle.workflowId}/${region}`)];
  expect(await failedTasks(client, workflows)).toEqual([]);
  const { report } = await fetchReport(client, { workflowId: handle.workflowId, runId: handle.firstExecutionRunId });
  return report;
}

describe.concurrent('a service whose answers are odd', () => {
  const worlds = fc.sample(changes, { numRuns: WORLDS, seed });

  it.for(worlds.map((world, n) => ({ world, name: `fuzz-answers-${n}` })))(
    'neither breaks a run nor is paid twice: $name',
    { timeout: 300_000 },
    async ({ world, name }, { onTestFinished }) => {
      const scenario = scenarioOf({ sources: sourceCaches(CACHES), copyTime: '1s' });
      const simulator = await startSimulator({ scenario });
      const proxy = await mutatingProxy(simulator.url, world);
      const replicator = await openReplicator({
        address: temporalAddress(),
        simulator: { ...simulator, url: proxy.url },
        timeoutMs: 2_000,
      });
      onTestFinished(async () => {
        changed += proxy.changed();
        await replicator.close();
        await proxy.close();
        await simulator.close();
      });
      const policy = { deadline: '30s', ready: { pollEvery: '1s', absentAfter: '3s', giveUpAfter: '20s' } };
      const planned = planOf({ name, caches: CACHES, regions: REGIONS, policy });
      // A destination that is the source's place would be wherever an odd answer says that the source is.
      const caches = sourceCaches(CACHES).map(({ id, bucket, path, name: as }) => ({
        id,
        as: { bucket, path, name: as },
      }));
      const plan = { ...planned, source: { ...planned.source, caches } };

      const odd = await run(replicator, plan);
      const now = simulator.world.moment(Date.now());
      const available = new Set(
        REGIONS.flatMap((region) =>
          simulator.world
            .list(region, now)
            .filter((cache) => stateOf(cache, now).status === 'Available')
            .map(({ id }) => id),
        ),
      );
      const falselyReady = odd.copies.filter(
        ({ outcome, dataCacheId }) => outcome === 'ready' && !available.has(dataCacheId ?? ''),
      );
      expect(falselyReady).toEqual([]);

      // What
      proxy.stop();
      const honest = await run(replicator, plan);
      const { billed, duplicates } = simulator.ledger();
      expect(duplicates).toEqual([]);
      expect(
        honest.copies
          .map(({ outcome, code, reason }) => ({ outcome, code, reason }))
          .filter(({ outcome }) => outcome !== 'ready'),
      ).toEqual([]);
      expect(billed).toHaveLength(CACHES * REGIONS.length);
    },
  );
});
