import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { Client, Connection, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { DeletePrunableTask } from '../../activities/delete-prunable-copies.js';
import type { Activities } from '../../activities/index.js';
import type { Prunable } from '../../src/reconcile/prunable.js';
import type { PruneRegionResult } from '../../workflows/prune/prune-region-input.js';
import { builtWorkflows } from '../support/built-package.js';
import { temporalAddress } from '../support/shared-server.js';
import { planOf } from '../support/sources.js';

const REGIONS = ['cn-beijing', 'cn-shanghai'];

const prunable = (n: number): Prunable => ({
  id: `edc-${String(n).padStart(4, '0')}`,
  source: 'edc-former',
  bucket: 'models',
  path: `/old/${n}`,
  generation: 0,
  status: 'Available',
  reason: 'source',
});

let connection: Connection;
let native: NativeConnection;
beforeAll(async () => {
  const address = temporalAddress();
  [connection, native] = await Promise.all([Connection.connect({ address }), NativeConnection.connect({ address })]);
});
afterAll(() => Promise.all([connection.close(), native.close()]));

/** The workflows on a real server with activities that the test defines. By default each region has 150 copies to prune. */
async function open(name: string, change: Partial<Activities> = {}) {
  const deleted: string[] = [];
  const activities: Partial<Activities> = {
    findRunUnderWay: async () => null,
    describeSources: async () => ({ kind: 'described', sources: [], absent: ['edc-source0000'] }),
    listPrunableCopies: async () => ({
      kind: 'listed',
      candidates: Array.from({ length: 150 }, (_, n) => prunable(n)),
      more: false,
      looked: 200,
    }),
    deletePrunableCopies: async ({ region, copies }) => {
      deleted.push(...copies.map(({ id }) => `${region} ${id}`));
      return { kept: [] };
    },
    ...change,
  };
  const taskQueue = `prune-${name}`;
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    ...builtWorkflows,
    activities,
    // A cancellation arrives with the answer to a heartbeat.
    maxHeartbeatThrottleInterval: '200ms',
  });
  const running = worker.run();
  onTestFinished(async () => {
    worker.shutdown();
    await running;
  });
  const client = new Client({ connection });
  const plan = planOf({ name, caches: 1, regions: REGIONS });
  const start = (input: object = {}) =>
    client.workflow.start('prune', { taskQueue, workflowId: `prune-${name}`, args: [{ plan, ...input }] });
  const digest = async () => ((await (await start()).result()) as { pruneDigest: string }).pruneDigest;
  const regionOf = (region: string) => client.workflow.getHandle(`replicate-${name}/${region}`);
  const states = () => Promise.all(REGIONS.map(async (region) => (await regionOf(region).describe()).status.name));
  return { start, digest, regionOf, states, deleted };
}

async function failure(result: Promise<unknown>): Promise<Error | undefined> {
  const error = await result.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof WorkflowFailedError ? error.cause : undefined;
}

describe('a prune', () => {
  it('deletes in batches what it listed, and deletes nothing in a preview', async () => {
    const { start, digest, deleted } = await open('batches');
    const expectDigest = await digest();
    expect(deleted).toEqual([]);
    expect(await (await start({ expectDigest })).result()).toMatchObject({ candidates: 300, deleted: 300, kept: 0 });
    const expected = REGIONS.flatMap((region) => Array.from({ length: 150 }, (_, n) => `${region} ${prunable(n).id}`));
    expect(deleted.toSorted()).toEqual(expected);
  });

  it('deletes nothing if the sources cannot be described', async () => {
    const { start, deleted } = await open('no-sources', {
      describeSources: async () => ({
        kind: 'refused',
        family: 'account',
        code: 'NoPermission',
        reason: 'not allowed',
      }),
    });
    expect(await failure((await start()).result())).toMatchObject({
      type: 'PruneFailed',
      message: expect.stringMatching(
        /^The sources in cn-hongkong cannot be described, so nothing was deleted: NoPermission/,
      ),
    });
    expect(deleted).toEqual([]);
  });

  it('deletes nothing in any region if one region cannot be listed', async () => {
    const { start, states, deleted } = await open('blind', {
      listPrunableCopies: async ({ region }) =>
        region === 'cn-shanghai'
          ? { kind: 'refused', code: 'NoPermission', reason: 'not allowed' }
          : { kind: 'listed', candidates: [prunable(1)], more: false, looked: 1 },
    });
    expect(await failure((await start({ expectDigest: 'any' })).result())).toMatchObject({
      type: 'PruneFailed',
      message: 'cn-shanghai cannot be listed, so nothing was deleted: NoPermission: not allowed',
    });
    expect(await states()).not.toContain('RUNNING');
    expect(deleted).toEqual([]);
  });

  it('is rejected before it holds a region if a run is in progress', async () => {
    const { start, regionOf } = await open('early-run', { findRunUnderWay: async () => 'replicate-early-run' });
    expect(await failure((await start()).result())).toMatchObject({
      type: 'RunUnderWay',
      message: expect.stringMatching(/^replicate-early-run is under way, so nothing was deleted/),
    });
    await expect(regionOf('cn-beijing').describe()).rejects.toThrow(WorkflowNotFoundError);
  });

  it('is rejected if a run has started while it listed', async () => {
    let looks = 0;
    const { start, digest, states, deleted } = await open('late-run', {
      findRunUnderWay: async () => (looks++ < 3 ? null : 'replicate-late-run'),
    });
    const expectDigest = await digest();
    expect(await failure((await start({ expectDigest })).result())).toMatchObject({ type: 'RunUnderWay' });
    expect(await states()).not.toContain('RUNNING');
    expect(deleted).toEqual([]);
  });

  it('that is cancelled ends with the copies that each region deleted until then', async () => {
    const deleting: DeletePrunableTask[] = [];
    const { start, digest, regionOf } = await open('cancelled', {
      deletePrunableCopies: async (task) => {
        deleting.push(task);
        await untilCancelled();
        return { kept: task.copies.slice(1).map(({ id }) => ({ id, reason: 'the prune was cancelled' })) };
      },
    });
    const handle = await start({ expectDigest: await digest() });
    await vi.waitUntil(() => deleting.length === 2, { timeout: 20_000 });
    await handle.cancel();
    expect(await failure(handle.result())).toBeInstanceOf(CancelledFailure);
    expect(deleting).toHaveLength(2);
    for (const region of REGIONS) {
      const result = (await regionOf(region).result()) as PruneRegionResult;
      expect(result).toMatchObject({ region, deleting: true });
      expect(result.candidates).toHaveLength(150);
      const reason = 'the prune was cancelled';
      expect(result.kept).toEqual(result.candidates.slice(1).map(({ id }) => ({ id, reason })));
    }
  });

  it('that loses a region says so after it has deleted in the others', async () => {
    let reached: (() => void) | undefined;
    const inShanghai = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const { start, digest, regionOf } = await open('lost', {
      deletePrunableCopies: async ({ region }) => {
        if (region === 'cn-shanghai') {
          reached?.();
          await untilCancelled();
        }
        return { kept: [] };
      },
    });
    const handle = await start({ expectDigest: await digest() });
    await inShanghai;
    await regionOf('cn-shanghai').terminate();
    expect(await failure(handle.result())).toMatchObject({
      type: 'PruneFailed',
      message: 'The workflow of cn-shanghai ended without a result: what was deleted there is not known; prune again.',
    });
    expect(await regionOf('cn-beijing').result()).toMatchObject({ deleting: true, kept: [] });
  });
});

/** Heartbeats until it is cancelled: a cancellation arrives with the answer to a heartbeat. */
async function untilCancelled(): Promise<void> {
  const signal = cancellationSignal();
  while (!signal.aborted) {
    heartbeat();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
