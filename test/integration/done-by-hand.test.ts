import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { describe, expect, inject, it, vi } from 'vitest';
import { cancelRun } from '../../src/client/control-run.js';
import { fetchReport } from '../../src/client/fetch-report.js';
import { realPause } from '../../src/client/pause.js';
import { startRun } from '../../src/client/start-run.js';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { type PackedRecords, unpackRecords } from '../../src/copies/packed-records.js';
import type { Report } from '../../src/report/report.js';
import type { Simulator } from '../../src/simulator/simulator.js';
import { replicatorForTest, temporalAddress } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';

const REGION = 'cn-beijing';
const COPIES = 4;

/** A run whose copies take a while, so that people can do things to its workflows meanwhile. */
async function startedRun(name: string, copyTime = '6s', regions = [REGION]) {
  const replicator = await replicatorForTest({ scenario: { sources: sourceCaches(COPIES), copyTime } });
  const { client, taskQueue } = replicator;
  const workflowId = `replicate-${name}`;
  const plan = planOf({ name, caches: COPIES, regions });
  const start = () => client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan }] });
  const { firstExecutionRunId: runId } = await start();
  return { ...replicator, plan, start, run: { workflowId, runId }, regionId: `${workflowId}/${REGION}` };
}

/** The ids of the copies in the region. */
function billedIds(simulator: Simulator): ReadonlySet<string | null> {
  const { billed } = simulator.ledger();
  return new Set(billed.filter(({ region }) => region === REGION).map(({ dataCacheId }) => dataCacheId));
}

function reportedIds({ copies }: Report): ReadonlySet<string | null> {
  return new Set(copies.filter(({ region }) => region === REGION).map(({ dataCacheId }) => dataCacheId));
}

/** Terminates the region's workflow, and the one that the run starts instead. */
async function terminateTwice(client: Client, regionId: string): Promise<void> {
  const lost = await client.workflow.getHandle(regionId).describe();
  await client.workflow.getHandle(regionId, lost.runId).terminate('by hand');
  const isNext = async () => (await client.workflow.getHandle(regionId).describe()).runId !== lost.runId;
  await vi.waitUntil(isNext, { timeout: 30_000, interval: 50 });
  await untilUnderWay(client, regionId, COPIES);
  await client.workflow.getHandle(regionId).terminate('by hand');
}

/** What a region's workflow knows of its copies while it runs. */
async function copiesOf(client: Client, workflowId: string): Promise<CopyRecord[]> {
  const page = await client.workflow.getHandle(workflowId).query<{ copies: PackedRecords }>('copies');
  return unpackRecords(page.copies);
}

async function untilUnderWay(client: Client, workflowId: string, copies: number): Promise<void> {
  const areUnderWay = async () => {
    const records = await copiesOf(client, workflowId).catch(() => []);
    return records.filter(({ state }) => state === 'copying').length === copies;
  };
  await vi.waitUntil(areUnderWay, { timeout: 30_000, interval: 50 });
}

describe('what people do to workflows', () => {
  it('a region that is reset while copies are under way continues them, and the report shows them', async () => {
    const { client, simulator, run, regionId } = await startedRun('region-reset');
    await untilUnderWay(client, regionId, COPIES);
    const reset = ['workflow', 'reset', '--workflow-id', regionId, '--event-id', '4'];
    const by = ['--reason', 'a person pressed Reset', '--address', temporalAddress()];
    await promisify(execFile)(inject('temporalCliPath'), [...reset, ...by]);
    const summary = await client.workflow.getHandle(run.workflowId, run.runId).result();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: COPIES, adopted: 0 } });

    const { report } = await fetchReport(client, run);
    expect(report.counts).toMatchObject({ ready: COPIES, pending: 0, adopted: 0 });
    expect(reportedIds(report)).toEqual(billedIds(simulator));
    expect(simulator.ledger()).toMatchObject({ billed: { length: COPIES }, duplicates: [] });
  });

  it('a region that is terminated continues its copies in the workflow that the run starts instead', async () => {
    const { client, simulator, run, regionId } = await startedRun('region-lost-once');
    await untilUnderWay(client, regionId, COPIES);
    await client.workflow.getHandle(regionId).terminate('by hand');
    const summary = await client.workflow.getHandle(run.workflowId, run.runId).result();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: COPIES, adopted: 0 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: COPIES }, duplicates: [] });
  });

  it('the report of a region that is terminated twice has the ids of its copies, read from its history', async () => {
    const { client, simulator, run, regionId } = await startedRun('region-lost', '1m');
    await untilUnderWay(client, regionId, COPIES);
    await terminateTwice(client, regionId);
    await expect(client.workflow.getHandle(run.workflowId, run.runId).result()).rejects.toThrow();

    const { report } = await fetchReport(client, run);
    expect(report.copies).toHaveLength(COPIES);
    expect(report.copies[0]).toMatchObject({ outcome: 'failed', code: 'RegionFailed', verdict: 'create' });
    expect(reportedIds(report)).toEqual(billedIds(simulator));
  });

  it('cancelling with deletion deletes what a region bought that was terminated twice', async () => {
    const { client, run, regionId } = await startedRun('lost-deleted', '1m', [REGION, 'cn-shanghai']);
    await untilUnderWay(client, regionId, COPIES);
    await terminateTwice(client, regionId);
    await cancelRun(client, run, 'delete');
    await expect(client.workflow.getHandle(run.workflowId, run.runId).result()).rejects.toThrow();
    const { report } = await fetchReport(client, run);
    expect(report.copies).toHaveLength(2 * COPIES);
    expect(new Set(report.copies.map(({ reason }) => reason))).toEqual(new Set(['deleted on cancellation']));
  });

  it('a second run begins with the ids that the first one left', async () => {
    const { client, simulator, run, start, regionId } = await startedRun('remembered', '1s');
    await client.workflow.getHandle(run.workflowId, run.runId).result();
    const first = await client.workflow.getHandle(regionId).describe();
    const second = await start();
    await second.result();
    const region = await client.workflow.getHandle(regionId).describe();
    expect(region.runId).not.toBe(first.runId);
    const { history } = await client.connection.workflowService.getWorkflowExecutionHistory({
      namespace: 'default',
      execution: { workflowId: regionId, runId: region.runId },
    });
    const texts = (history?.events ?? []).flatMap((event) =>
      (event.activityTaskCompletedEventAttributes?.result?.payloads ?? []).map((payload) =>
        Buffer.from(payload.data ?? []).toString(),
      ),
    );
    const memory = texts.find((text) => text.includes('"memory"')) ?? '';
    for (const id of billedIds(simulator)) expect(memory).toContain(String(id));
    expect(memory).toContain('"seen":true');
  });

  it('each run makes the copies anew that were deleted by hand since the last one', async () => {
    const { client, simulator, run, start } = await startedRun('deleted-by-hand', '1s');
    const ended = (runId: string) => client.workflow.getHandle(run.workflowId, runId).result();
    const outcomes = [await ended(run.runId)];
    for (let runs = 2; runs <= 4; runs += 1) {
      for (const { dataCacheId } of simulator.ledger().billed) simulator.world.remove(REGION, dataCacheId);
      outcomes.push(await ended((await start()).firstExecutionRunId));
    }
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ready', 'ready', 'ready', 'ready']);
    const generations = simulator.ledger().billed.map(({ generation }) => generation);
    expect(generations).toEqual([0, 1, 2, 3].flatMap((generation) => Array.from({ length: COPIES }, () => generation)));
  });

  it('a plan of another team with the same name does not attach to the run under way, nor cancel it', async () => {
    const { client, run, plan } = await startedRun('two-teams', '1s');
    const theirs = {
      name: 'two-teams',
      planDigest: 'theirs',
      document: plan,
      taskQueue: 'queue-of-team-b',
      pause: realPause,
    };
    for (const onConflict of ['fail', 'replace'] as const) {
      await expect(startRun(client, { ...theirs, onConflict })).rejects.toThrow(/task queue queue-of-team-b/);
    }
    expect(await client.workflow.getHandle(run.workflowId, run.runId).result()).toMatchObject({ outcome: 'ready' });
  });
});
