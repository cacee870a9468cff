import { WorkflowFailedError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { fetchReport } from '../../src/client/fetch-report.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { replicatorForTest } from '../support/shared-server.js';
import { SOURCE_REGION } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';

const number = (n: number) => String(n).padStart(3, '0');
const source = (id: string, change: object) => ({
  region: SOURCE_REGION,
  id,
  bucket: 'models',
  path: `/${id}`,
  ...change,
});

/** 300 caches of the release. One is also named by id, one is in the bucket `default` and one has the prefix itself as its path. */
const wanted = Array.from({ length: 300 }, (_, n) =>
  source(`edc-wanted${number(n)}`, {
    path: `/llama-3/${number(n)}`,
    tags: { release: '2026-11' },
    ...(n === 0 ? { bucket: 'default' } : {}),
    ...(n === 299 ? { path: '/llama-3' } : {}),
  }),
);
/** Caches that nearly match: another path segment, another or no tag, or being deleted. */
const foreign = Array.from({ length: 60 }, (_, n) =>
  source(`edc-foreign${number(n)}`, {
    ...(n % 2 === 0 ? { path: `/llama-30/${n}`, tags: { release: '2026-11' } } : { path: `/llama-3/old/${n}` }),
    ...(n % 4 === 1 ? { tags: { release: '2026-10' } } : {}),
    ...(n === 59 ? { path: '/llama-3/going', tags: { release: '2026-11' }, status: 'Deleting' } : {}),
  }),
);
/** Matching and foreign caches alternate, so no page contains only matches. */
const sources = wanted.flatMap((cache, n) => [cache, ...(foreign[n] === undefined ? [] : [foreign[n]])]);
const release = { pathPrefix: '/llama-3', tags: { release: '2026-11' } };

describe('a run of a plan with selections', () => {
  async function start(name: string, caches: object[], scenario: Partial<ScenarioInput> = {}, policy: object = {}) {
    const replicator = await replicatorForTest({
      scenario: { sources, copyTime: '1s', ...scenario },
    });
    const { client, taskQueue, simulator } = replicator;
    const plan = {
      version: 1,
      name,
      source: { region: SOURCE_REGION, caches },
      targets: [{ region: 'cn-beijing' }],
      policy: { maxInFlight: 100, ready: { pollEvery: '1s', absentAfter: '2s' }, ...policy },
    };
    const handle = await client.workflow.start('replicate', {
      taskQueue,
      workflowId: `replicate-${name}`,
      args: [{ plan }],
    });
    return { handle, simulator, client, end: () => summaryOf(handle.result()) };
  }

  /** The message of a run that fails with an invalid plan. */
  async function invalidPlan(result: Promise<unknown>): Promise<string> {
    const failure: unknown = await result.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(failure instanceof WorkflowFailedError)) throw new Error('the run did not fail', { cause: failure });
    expect(failure.cause).toMatchObject({ type: 'InvalidPlan' });
    return failure.cause?.message ?? '';
  }

  it.each(['all', 'defaultOnly'] as const)(
    'copies 300 matches from many pages if a listing without a bucket shows %s',
    async (describeWithoutBucket) => {
      const name = `selects-${describeWithoutBucket.toLowerCase()}`;
      const { handle, simulator, client, end } = await start(
        name,
        [{ select: release }, { id: 'edc-wanted007', as: { path: '/stable' } }],
        { open: { describeWithoutBucket } },
      );
      expect(await end()).toMatchObject({ outcome: 'ready', counts: { planned: 300, ready: 300 } });

      const { report } = await fetchReport(client, {
        workflowId: handle.workflowId,
        runId: handle.firstExecutionRunId,
      });
      expect(new Set(report.copies.map((copy) => copy.source))).toEqual(new Set(wanted.map(({ id }) => id)));
      expect(report.copies.find((copy) => copy.source === 'edc-wanted007')).toMatchObject({ path: '/stable' });
      expect((await handle.describe()).memo).toMatchObject({ selected: [{ cache: 0, matched: 300 }] });
      expect(simulator.ledger()).toMatchObject({ billed: { length: 300 }, duplicates: [] });
      expect(simulator.ledger().calls['DescribeDataCaches']?.[SOURCE_REGION]).toBeGreaterThan(15);
    },
  );

  it('fails if a selection matches nothing, with its place in the plan and what to do, and buys nothing', async () => {
    const { handle, simulator } = await start('selects-nothing', [
      { id: 'edc-wanted007' },
      { select: { ...release, tags: { release: '2026-13' } } },
    ]);
    expect(await invalidPlan(handle.result())).toMatch(
      /^source\.caches\[1\]\.select: `select` matches no data cache in cn-hongkong: add `bucket`/,
    );
    expect(simulator.ledger().billed).toEqual([]);
  });

  it('surveys a blind region again, and then says what ListUsage counts', async () => {
    const { handle } = await start('selects-blindly', [{ select: { bucket: 'models' } }], {
      regions: { [SOURCE_REGION]: { blindDescribe: true } },
    });
    expect(await invalidPlan(handle.result())).toMatch(/but ListUsage counts 360: also check the permission/);
  });

  it('that ends before its sources are resolved fails and says so: no copies is not the same as all ready', async () => {
    const { handle } = await start(
      'selects-too-late',
      [{ select: { bucket: 'models' } }],
      { regions: { [SOURCE_REGION]: { blindDescribe: true } } },
      { deadline: '2s', ready: { pollEvery: '1s', absentAfter: '1h' } },
    );
    await expect(handle.result()).rejects.toMatchObject({
      cause: { type: 'ReplicationFailed', message: expect.stringMatching(/selects was not found out: .*deadline/) },
    });
  });

  it('fails if two matches have the same place, and names both', async () => {
    const { handle, simulator } = await start(
      'selects-twice',
      [{ select: { bucket: 'models', pathPrefix: '/twin' } }],
      {
        sources: ['edc-twin1', 'edc-twin2'].map((id) => source(id, { path: '/twin' })),
      },
    );
    const message = await invalidPlan(handle.result());
    expect(message).toMatch(/^source\.caches\[0\]\.select: `edc-twin2` and `edc-twin1` /);
    expect(message).toMatch(/have the same bucket `models` and path `\/twin`: narrow the selection/);
    expect(simulator.ledger().billed).toEqual([]);
  });

  it('reports the copy of a Failed match as failed, and copies the others', async () => {
    const { end } = await start('selects-failed', [{ select: { pathPrefix: '/some' } }], {
      sources: [
        source('edc-good', { bucket: 'default', path: '/some/a' }),
        source('edc-bad', { bucket: 'default', path: '/some/b', status: 'Failed' }),
      ],
    });
    const summary = await end();
    expect(summary).toMatchObject({ outcome: 'failed', counts: { planned: 2, ready: 1, failed: 1 } });
    expect(summary.notReady).toMatchObject([{ source: 'edc-bad', code: 'SourceFailed' }]);
  });
});
