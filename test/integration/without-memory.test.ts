import { describe, expect, it } from 'vitest';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import type { Simulator } from '../../src/simulator/simulator.js';
import type { Replicator } from '../support/replicator.js';
import { replicatorForTest, temporalAddress } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { oddlyNamedSources, planOf } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';
import { openNamespace } from './support/namespace.js';

const REGION = 'cn-beijing';
const COPIES = 4;
const RUNS = 3;
/** Longer than the service remembers a token. */
const BETWEEN_RUNS = 61 * 60_000;

/** A worker in a namespace: one of its own keeps nothing of what ran elsewhere, as one whose retention has passed. */
async function replicatorIn(namespace: string | undefined, simulator: Simulator): Promise<Replicator> {
  if (namespace === undefined) return replicatorForTest({ simulator });
  await openNamespace(temporalAddress(), namespace);
  return replicatorForTest({ simulator, namespace });
}

/** What three runs of one plan have bought, and how many copies each adopted. */
async function threeRuns(name: string, open: ScenarioInput['open'], isRemembered: boolean) {
  let shift = 0;
  const scenario = { sources: oddlyNamedSources(COPIES), copyTime: '1s', open: { tokenMemory: '1h', ...open } };
  const simulator = await simulatorForTest(scenario, { clock: () => Date.now() + shift });
  const plan = planOf({ name, caches: COPIES, regions: [REGION] });
  const shared = isRemembered ? await replicatorIn(undefined, simulator) : undefined;
  const adopted: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { client, taskQueue } = shared ?? (await replicatorIn(`${name}-${run}`, simulator));
    const workflowId = `replicate-${name}`;
    const started = await client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan }] });
    const { outcome, counts } = await summaryOf(started.result());
    expect(outcome).toBe('ready');
    adopted.push(counts.adopted);
    shift += BETWEEN_RUNS;
  }
  const { billed, duplicates } = simulator.ledger();
  expect(duplicates).toEqual([]);
  return { adopted, bought: billed.map(({ source, generation }) => `${source} ${generation}`).toSorted() };
}

/** Ways in which the service may show places. */
const READINGS: Readonly<Record<string, ScenarioInput['open']>> = {
  exact: {},
  slash: { spelling: 'trailingSlash' },
  offset: { spelling: 'lowerCase', paging: 'offset', pageSize: 3, idsPageSize: 3 },
};

describe('three runs of a plan in a service that forgets tokens', () => {
  it('have the same ledger with the history of the earlier runs and without it', { timeout: 300_000 }, async () => {
    const results = await Promise.all(
      Object.entries(READINGS).map(async ([name, open]) => {
        const [kept, forgotten] = await Promise.all([
          threeRuns(`kept-${name}`, open, true),
          threeRuns(`forgotten-${name}`, open, false),
        ]);
        return { name, kept, forgotten };
      }),
    );
    const once = { adopted: [0, COPIES, COPIES], bought: oddlyNamedSources(COPIES).map(({ id }) => `${id} 0`) };
    expect(results).toEqual(Object.keys(READINGS).map((name) => ({ name, kept: once, forgotten: once })));
  });
});
