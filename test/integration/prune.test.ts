import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { describe, expect, it, vi } from 'vitest';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import type { RegionStatus, RunStatus } from '../../workflows/messages.js';
import type { PruneSummary } from '../../workflows/prune/prune-messages.js';
import { existingCopy } from '../support/copies.js';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';

const REGION = 'cn-beijing';
const OTHER = 'cn-shanghai';
const [first, second] = sourceCaches(2);
if (first?.id === undefined || second?.id === undefined) throw new Error('two sources are needed');
const source = first.id;

describe('a prune', () => {
  async function open(name: string, scenario: Partial<ScenarioInput>, regions: string[] = [REGION]) {
    const replicator = await replicatorForTest({
      scenario: { sources: sourceCaches(2), copyTime: '1s', ...scenario },
    });
    const { client, taskQueue, simulator } = replicator;
    const plan = planOf({ name, caches: 2, regions });
    const prune = (input: object = {}): Promise<PruneSummary> =>
      client.workflow.execute('prune', { taskQueue, workflowId: `prune-${name}`, args: [{ plan, ...input }] });
    const run = (workflowId = `replicate-${name}`) =>
      client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan }] });
    /** Every cache of the target regions as the service would show it, by id. */
    const standing = () => {
      const moment = simulator.world.moment(Date.now());
      return [REGION, OTHER].flatMap((region) => simulator.world.list(region, moment));
    };
    const deletes = () => simulator.ledger().calls['DeleteDataCache'] ?? {};
    return { client, simulator, prune, run, standing, deletes };
  }

  /** Expects a failure of this type with this message. */
  async function refused(prune: Promise<unknown>, type: string, sentence: RegExp) {
    const error = await prune.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect((error as WorkflowFailedError).cause).toMatchObject({ type, message: expect.stringMatching(sentence) });
  }

  it.each(['all', 'defaultOnly'] as const)(
    'in a shared region deletes only its own copies that the plan does not ask for, if the service lists %s',
    async (describeWithoutBucket) => {
      const name = `shared-${describeWithoutBucket.toLowerCase()}`;
      const mine = { plan: name };
      const { prune, run, standing, deletes, simulator } = await open(name, {
        open: { describeWithoutBucket },
        generate: { region: REGION, count: 60, bucket: 'models' },
        existing: [
          existingCopy(mine, { region: REGION, id: 'edc-unasked', path: '/old' }),
          existingCopy(mine, { region: REGION, id: 'edc-unasked-failed', path: '/old/2', status: 'Failed' }),
          existingCopy({ ...mine, source }, { region: REGION, id: 'edc-moved', path: '/models/moved' }),
          existingCopy(
            { ...mine, generation: 7 },
            { region: REGION, id: 'edc-default', bucket: 'default', path: '/x' },
          ),
          existingCopy({ ...mine, source }, { region: REGION, id: 'edc-asked', path: first.path, status: 'Available' }),
          existingCopy({ plan: 'other' }, { region: REGION, id: 'edc-other-plan', path: '/old/3' }),
          existingCopy(
            { ...mine, sourceRegion: 'cn-qingdao' },
            { region: REGION, id: 'edc-elsewhere', path: '/old/4' },
          ),
          {
            region: REGION,
            id: 'edc-by-hand',
            bucket: 'models',
            path: '/old/5',
            tags: { 'eci-replicator:plan': name },
          },
          { region: REGION, id: 'edc-foreign', bucket: 'default', path: '/old/6' },
          existingCopy(mine, { region: OTHER, id: 'edc-no-target', path: '/old' }),
        ],
      });
      expect(await summaryOf((await run()).result())).toMatchObject({ counts: { ready: 2, adopted: 1 } });
      const before = standing();

      const preview = await prune();
      // A copy of a source that the plan asks for here stays, wherever it is shown.
      const unasked = ['edc-default', 'edc-unasked', 'edc-unasked-failed'];
      expect(preview).toMatchObject({ dryRun: true, candidates: 3, deleted: 0 });
      expect(preview.regions.map(({ region, shown }) => [region, shown.map(({ id }) => id)])).toEqual([
        [REGION, unasked],
      ]);
      expect(deletes()).toEqual({});
      expect(standing()).toEqual(before);

      const { pruneDigest } = preview;
      expect(await prune({ expectDigest: pruneDigest })).toMatchObject({ pruneDigest, deleted: 3, kept: 0 });
      expect(deletes()).toEqual({ [REGION]: 3 });
      expect(standing()).toEqual(before.filter(({ id }) => !unasked.includes(id)));

      expect(await prune()).toMatchObject({ candidates: 0 });
      expect(await summaryOf((await run()).result())).toMatchObject({ counts: { ready: 2, adopted: 2 } });
      expect(simulator.ledger().billed).toHaveLength(1);
    },
  );

  it('is rejected while a run of the plan is in progress, whatever its workflow id', async () => {
    const { prune, run, deletes } = await open('busy', {
      copyTime: '1h',
      existing: [existingCopy({ plan: 'busy' }, { region: REGION, path: '/old' })],
    });
    const { pruneDigest } = await prune();
    for (const id of ['replicate-busy', 'by-another-name']) {
      const handle = await run(id);
      await vi.waitUntil(() => statusOf(handle, ({ regions }) => regions[0]?.phase === 'copying'), { timeout: 20_000 });
      await refused(prune({ expectDigest: pruneDigest }), 'RunUnderWay', /^replicate-busy.* is under way, so nothing/);
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    }
    expect(deletes()).toEqual({});
    expect(await prune({ expectDigest: pruneDigest })).toMatchObject({ deleted: 1 });
  });

  it('holds all of its regions or none, and releases those it held', async () => {
    const { client, prune, deletes } = await open(
      'held',
      { existing: [existingCopy({ plan: 'held' }, { region: REGION, path: '/old' })] },
      [REGION, OTHER],
    );
    const { pruneDigest } = await prune();
    const holder = await client.workflow.start('pruneRegion', {
      taskQueue: 'polled-by-nobody',
      workflowId: `replicate-held/${OTHER}`,
    });
    await refused(prune({ expectDigest: pruneDigest }), 'RunUnderWay', new RegExp(`^replicate-held/${OTHER} is under`));
    expect((await client.workflow.getHandle(`replicate-held/${REGION}`).describe()).status.name).not.toBe('RUNNING');
    expect(deletes()).toEqual({});
    await holder.terminate();
    expect(await prune({ expectDigest: pruneDigest })).toMatchObject({ deleted: 1 });
  });

  it('makes a run wait while it holds a region', async () => {
    const { client, run } = await open('waited-for', {});
    const holder = await client.workflow.start('pruneRegion', {
      taskQueue: 'polled-by-nobody',
      workflowId: `replicate-waited-for/${REGION}`,
    });
    const handle = await run();
    const waits = ({ regions }: RunStatus) => regions[0]?.phase === 'waiting for another run';
    await vi.waitUntil(() => statusOf(handle, waits), { timeout: 20_000 });
    expect((await holder.describe()).status.name).toBe('RUNNING');
    await holder.terminate();
    expect(await summaryOf(handle.result())).toMatchObject({ outcome: 'ready', counts: { ready: 2 } });
  });

  it('is rejected if it would delete anything other than what the preview showed', async () => {
    const mine = { plan: 'differs' };
    const { prune, deletes, simulator } = await open('differs', {
      existing: [existingCopy(mine, { region: REGION, id: 'edc-shown', path: '/old' })],
    });
    const { pruneDigest } = await prune();
    const {
      name = '',
      sizeGiB = 1,
      status = 'Available',
      tags = {},
      ...cache
    } = existingCopy(mine, { region: REGION, path: '/new' });
    simulator.world.place({
      name,
      sizeGiB,
      status,
      tags,
      ...cache,
      availableAfter: undefined,
      expiresAfter: undefined,
    });
    await refused(
      prune({ expectDigest: pruneDigest }),
      'PruneDiffers',
      /has changed .* nothing was deleted: now 2 copies/,
    );
    expect(deletes()).toEqual({});
  });

  it('deletes nothing if its input has no preview digest', async () => {
    const { prune, deletes } = await open('unseen', {
      existing: [existingCopy({ plan: 'unseen' }, { region: REGION, path: '/old' })],
    });
    expect(await prune()).toMatchObject({ dryRun: true, candidates: 1 });
    await refused(prune({ dryRun: false }), 'InvalidPlan', /`expectDigest` is required to delete/);
    await refused(prune({ regions: ['cn-hongkong'] }), 'InvalidPlan', /is the plan's source region/);
    expect(deletes()).toEqual({});
  });

  it('deletes all of its copies in a region that is no longer a target if the region is named', async () => {
    const mine = { plan: 'retired' };
    const { prune, deletes } = await open('retired', {
      existing: [
        existingCopy({ ...mine, source }, { region: OTHER, id: 'edc-retired', path: first.path }),
        existingCopy({ ...mine, source }, { region: REGION, id: 'edc-asked', path: first.path }),
      ],
    });
    expect(await prune()).toMatchObject({ candidates: 0 });
    const regions = [OTHER, REGION];
    const preview = await prune({ regions });
    expect(preview.regions.map(({ shown }) => shown.map(({ id, reason }) => [id, reason]))).toEqual([
      [['edc-retired', 'region']],
      [],
    ]);
    expect(await prune({ regions, expectDigest: preview.pruneDigest })).toMatchObject({ deleted: 1 });
    expect(deletes()).toEqual({ [OTHER]: 1 });
  });

  it('keeps every copy of a source that the plan asks for, also if it is missing from the source region or shown elsewhere', async () => {
    const mine = { plan: 'absent' };
    const { prune } = await open('absent', {
      sources: [second],
      existing: [
        existingCopy({ ...mine, source }, { region: REGION, id: 'edc-anywhere', path: '/moved' }),
        existingCopy({ ...mine, source: second.id ?? '' }, { region: REGION, id: 'edc-moved', path: '/moved/2' }),
        existingCopy(mine, { region: REGION, id: 'edc-unasked', path: '/old' }),
      ],
    });
    const plan = planOf({ name: 'absent', caches: 2, regions: [REGION] });
    const [, other] = plan.source.caches;
    for (const as of [{}, { bucket: 'models', path: '/given' }]) {
      const caches = [{ id: source, as }, other];
      const { regions } = await prune({ plan: { ...plan, source: { ...plan.source, caches } } });
      expect(regions.flatMap(({ shown }) => shown.map(({ id }) => id))).toEqual(['edc-unasked']);
    }
  });

  it('finds copies in a bucket that the plan no longer names if the bucket is given, and says what it could not see', async () => {
    const { prune } = await open('bucket', {
      open: { describeWithoutBucket: 'defaultOnly' },
      existing: [existingCopy({ plan: 'bucket' }, { region: REGION, bucket: 'former', path: '/old' })],
    });
    expect(await prune()).toMatchObject({ candidates: 0, regions: [{ looked: 0, unseen: 1 }] });
    expect(await prune({ buckets: ['former'] })).toMatchObject({ candidates: 1, regions: [{ looked: 1 }] });
  });
});

/** False while the run does not answer queries yet. */
async function statusOf(handle: WorkflowHandle, is: (status: RunStatus) => boolean): Promise<boolean> {
  try {
    return is(await handle.query<RunStatus & RegionStatus>('status'));
  } catch {
    return false;
  }
}
