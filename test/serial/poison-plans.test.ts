import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { failedTasks } from '../support/failed-tasks.js';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';

const valid = planOf({ name: 'poison', caches: 1, regions: ['cn-beijing'] });
const many = <T>(count: number, one: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => one(i));
const tagged = (tags: number) => ({
  copy: { tags: Object.fromEntries(many<[string, string]>(tags, (i) => [`t${i}`, '${x}'])) },
});

/** Plans that are small enough for an input, at most 512 KiB, and were made to take long or to break what reads them. */
const POISON: readonly (readonly [string, object])[] = [
  [
    '9,000 targets and a wave of 12,000 regions that are none',
    {
      ...valid,
      targets: many(9_000, (i) => ({ region: `cn-${i}` })),
      waves: [{ regions: many(12_000, (i) => `xx-${i}`) }],
    },
  ],
  [
    '12,000 variables and 40,000 uses of others',
    {
      ...valid,
      vars: Object.fromEntries(many<[string, string]>(12_000, (i) => [`v${i}`, 'x'])),
      copy: { tags: { t: '${w}'.repeat(40_000) } },
    },
  ],
  ['200,000 openings of a variable', { ...valid, copy: { tags: { t: '${'.repeat(200_000) } } }],
  ['a cron expression of 470 KB', { ...valid, schedule: { cron: '1,'.repeat(235_000) } }],
  ['30,000 sources without an id', { ...valid, source: { region: 'cn-hongkong', caches: many(30_000, () => ({})) } }],
  [
    '20,000 sources at one destination',
    {
      ...valid,
      source: {
        region: 'cn-hongkong',
        caches: many(8_000, (i) => ({ id: `edc-${i}`, as: { bucket: 'b', path: '/p' } })),
      },
    },
  ],
  ['20,000 unknown keys', { ...valid, ...Object.fromEntries(many<[string, number]>(20_000, (i) => [`key${i}`, i])) }],
  [
    '2,000 targets with 20 tags each',
    { ...valid, targets: many(1_500, (i) => ({ region: `cn-${i}`, ...tagged(20) })) },
  ],
  ['lists in lists, 3,000 deep', { ...valid, targets: JSON.parse('['.repeat(3_000) + ']'.repeat(3_000)) as unknown }],
  [
    'half a character in a path',
    {
      ...valid,
      source: { region: 'cn-hongkong', caches: [{ id: 'edc-source0000', as: { bucket: 'b', path: '/p\uDC00' } }] },
    },
  ],
];

const RUNS = 20;

describe('a worker that is given plans made to break it', () => {
  it('ends each as InvalidPlan, and finishes the runs beside them', async () => {
    const { client, taskQueue, simulator } = await replicatorForTest({
      scenario: { sources: sourceCaches(2), copyTime: '3s' },
    });
    const runs = await Promise.all(
      many(RUNS, (i) => i).map(async (i) => {
        const plan = planOf({ name: `beside-poison-${i}`, caches: 2, regions: ['cn-beijing', 'cn-shanghai'] });
        const caches = sourceCaches(2).map(({ id }) => ({ id, as: { bucket: 'models', path: `/run-${i}/${id}` } }));
        return client.workflow.start('replicate', {
          taskQueue,
          workflowId: `replicate-${plan.name}`,
          args: [{ plan: { ...plan, source: { ...plan.source, caches } } }],
        });
      }),
    );
    const poisoned = await Promise.all(
      POISON.map(async ([what, plan], i) => {
        const handle = await client.workflow.start('replicate', {
          taskQueue,
          workflowId: `poison-${i}`,
          args: [{ plan }],
        });
        return { what, end: await endOf(handle.result()) };
      }),
    );
    expect(poisoned).toEqual(POISON.map(([what]) => ({ what, end: 'InvalidPlan' })));
    const results = await Promise.all(runs.map((run) => run.result()));
    expect(results.map(({ outcome }) => outcome)).toEqual(many(RUNS, () => 'ready'));
    const ids = [...POISON.map((_, i) => `poison-${i}`), ...runs.map(({ workflowId }) => workflowId)];
    expect(await failedTasks(client, ids)).toEqual([]);
    expect(simulator.ledger().billed).toHaveLength(RUNS * 4);
  });
});

async function endOf(result: Promise<unknown>): Promise<string> {
  try {
    await result;
    return 'a result';
  } catch (error) {
    if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
    return error.cause.type ?? error.cause.message;
  }
}
