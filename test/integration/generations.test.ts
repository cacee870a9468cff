import { afterEach, describe, expect, it, vi } from 'vitest';
import { unpackRecords } from '../../src/copies/packed-records.js';
import { copyOf } from '../support/copies.js';
import { openReplicator } from '../support/replicator.js';
import { replicatorForTest, temporalAddress } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, SOURCE_REGION, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';
import { untilBilled } from '../support/until-billed.js';

const REGION = 'cn-beijing';
const MINUTE = 60_000;

afterEach(() => vi.restoreAllMocks());

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

describe('the ledger of a run', () => {
  it('has one line per generation: 300 selected, 60 Failed once, 20 vanished, 10 renewed', async () => {
    const sources = sourceCaches(300);
    const id = (n: number) => sources[n]?.id ?? '';
    const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
    const [failing, vanishing, expiring] = [numbers(0, 60), numbers(60, 20), numbers(80, 10)];
    const replicator = await replicatorForTest({
      scenario: {
        sources,
        copyTime: '6s',
        existing: expiring.map((n) => copyOf('explained', n, { id: `edc-old-${n}`, expiresAfter: '1d' })),
        faults: {
          failCopies: failing.map((n) => ({ source: id(n), times: 1, reason: 'DiskFull' })),
          // Late enough to be seen before, whenever the first poll comes: a copy that is never seen is not bought again.
          vanish: vanishing.map((n) => ({ source: id(n), times: 1, after: '4s' })),
        },
      },
    });
    const { client, taskQueue, simulator } = replicator;
    const policy = { maxInFlight: 100, renewBefore: '3d', ready: { pollEvery: '1s', absentAfter: '3s' } };
    const plan = {
      ...planOf({ name: 'explained', caches: 1, regions: [REGION], policy }),
      source: { region: SOURCE_REGION, caches: [{ select: { bucket: 'models', pathPrefix: '/models' } }] },
    };
    const run = client.workflow.execute('replicate', {
      taskQueue,
      workflowId: 'replicate-explained',
      args: [{ plan }],
    });
    expect(await summaryOf(run)).toMatchObject({ outcome: 'ready', counts: { planned: 300, ready: 300 } });

    const expected = sources.flatMap((_, n) => {
      if (n < 80) return [`${id(n)} 0`, `${id(n)} 1`];
      return n < 90 ? [`${id(n)} 1`] : [`${id(n)} 0`];
    });
    const { billed, duplicates } = simulator.ledger();
    expect(billed.map(({ source, generation }) => `${source} ${generation}`).toSorted()).toEqual(expected.toSorted());
    expect(duplicates).toEqual([]);
    const region = await client.workflow.getHandle(`replicate-explained/${REGION}`).result();
    const ended = unpackRecords(region.records).flatMap((record) => (record.ended ?? []).map(({ code }) => code));
    expect(countBy(ended)).toEqual({ CopyFailed: 60, Vanished: 20, Renewed: 10 });
    const left = simulator.world.list(REGION, simulator.world.moment(Date.now()));
    expect(left.map((cache) => cache.id).filter((one) => one.startsWith('edc-old'))).toEqual([]);
    expect(left).toHaveLength(300);
  });

  it('has each generation once if two runs see the same Failed copies and one stalls until the service forgets its tokens', async () => {
    const realNow = Date.now.bind(Date);
    let shift = 0;
    const caches = 10;
    const simulator = await simulatorForTest(
      {
        sources: sourceCaches(caches),
        copyTime: '2s',
        existing: Array.from({ length: caches }, (_, n) => copyOf('quick', n, { status: 'Failed' })),
        open: { tokenMemory: '2m' },
      },
      { clock: () => realNow() + shift },
    );
    const quick = await replicatorForTest({ simulator });
    // It stops halfway through the test.
    const stalled = await openReplicator({ address: temporalAddress(), simulator, taskQueue: 'stalled' });

    const start = (name: string, taskQueue: string, maxInFlight: number) => {
      const plan = planOf({ name, caches, regions: [REGION], policy: { maxInFlight, ready: { pollEvery: '1s' } } });
      return quick.client.workflow.start('replicate', { taskQueue, workflowId: `replicate-${name}`, args: [{ plan }] });
    };
    // The slow run has seen all ten Failed copies and requested one when its worker stops.
    const slow = await start('slow', stalled.taskQueue, 1);
    await untilBilled(simulator, 1);
    await stalled.close();
    const fast = await start('quick', quick.taskQueue, 10);
    expect(await summaryOf(fast.result())).toMatchObject({ outcome: 'ready' });

    // Minutes pass on every clock but Temporal's: an activity that waits for a worker does not know how long it has waited.
    shift = 10 * MINUTE;
    vi.spyOn(Date, 'now').mockImplementation(() => realNow() + shift);
    await replicatorForTest({ simulator, taskQueue: 'stalled' });
    expect(await summaryOf(slow.result())).toMatchObject({ outcome: 'ready', counts: { ready: caches } });

    const { billed, duplicates } = simulator.ledger();
    expect(duplicates).toEqual([]);
    expect(billed.map(({ generation }) => generation)).toEqual(Array(caches).fill(1));
  });
});
