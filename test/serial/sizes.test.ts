import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHistories } from '../../bench/figures/histories.js';
import { fetchReport } from '../../src/client/fetch-report.js';
import { longId, longPath, longReason } from '../support/long-copies.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { temporalAddress } from '../support/shared-server.js';
import { SOURCE_REGION } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';

const REGION = 'cn-beijing';
const COPIES = 2_000;
const FAILING = 500;
const KIB = 1024;

const placed = (n: number, path: string) => ({
  region: SOURCE_REGION,
  id: longId(`source ${n}`),
  bucket: `llm-weights-production-${'x'.repeat(40)}`,
  path,
  name: `llama-3-70b-instruct-shard-${n}`,
  sizeGiB: 1_000,
});
const sources = Array.from({ length: COPIES }, (_, n) => placed(n, longPath(n)));
/** Their paths differ so much that one payload can describe them, but not carry them to their end. */
const unlike = Array.from({ length: COPIES }, (_, n) => placed(COPIES + n, `/unlike/${longPath(n, 240, 200)}`));

describe('2,000 copies to one region, each with everything long', () => {
  let replicator: Replicator;
  beforeAll(async () => {
    const failing = sources.slice(0, FAILING).map(({ id }, n) => ({ source: id, reason: longReason(n) }));
    replicator = await openReplicator({
      address: temporalAddress(),
      scenario: { sources: [...sources, ...unlike], copyTime: '0s', faults: { failCopies: failing } },
    });
  });
  afterAll(() => replicator.close());

  const plan = (name: string, pathPrefix: string) => ({
    version: 1,
    name,
    source: { region: SOURCE_REGION, caches: [{ select: { pathPrefix } }] },
    copy: { tags: Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`tag-${n}`, 'x'.repeat(60)])) },
    targets: [{ region: REGION }],
    policy: { maxInFlight: 500, failedCopy: { attempts: 1 }, ready: { pollEvery: '1s' } },
  });

  it('stay within the limits of Temporal, and every copy is in the report', async () => {
    const { client, taskQueue } = replicator;
    const workflowId = 'replicate-sizes';
    const handle = await client.workflow.start('replicate', {
      taskQueue,
      workflowId,
      args: [{ plan: plan('sizes', '/teams') }],
    });
    const counts = { planned: COPIES, ready: COPIES - FAILING, failed: FAILING };
    expect(await summaryOf(handle.result())).toMatchObject({ outcome: 'failed', counts });

    const execution = { workflowId, runId: handle.firstExecutionRunId };
    const { report } = await fetchReport(client, execution);
    expect(report.counts).toMatchObject(counts);
    expect(new Map(report.copies.map(({ source, path }) => [source, path]))).toEqual(
      new Map(sources.map(({ id, path }) => [id, path])),
    );
    const reasons = report.copies.filter(({ outcome }) => outcome === 'failed').map(({ reason }) => reason);
    expect(new Set(reasons).size).toBe(FAILING);

    const connection = await Connection.connect({
      address: temporalAddress(),
      channelArgs: { 'grpc.max_receive_message_length': -1 },
    });
    const figures = await readHistories(new Client({ connection }), [workflowId]);
    await connection.close();
    expect(figures.largestPayload).toBeLessThanOrEqual(512 * KIB);
    expect(figures.largestTask).toBeLessThan(4_000 * KIB);
    expect(figures.longest).toBeLessThanOrEqual(10_000);
    expect(figures.pending).toBeLessThanOrEqual(500);
  });

  it('are rejected before anything starts if their paths are too different to fit one payload', async () => {
    const { client, taskQueue, simulator } = replicator;
    const before = simulator.ledger().billed.length;
    const workflowId = 'replicate-unlike';
    const args = [{ plan: plan('unlike', '/unlike') }];
    const failure = await client.workflow.execute('replicate', { taskQueue, workflowId, args }).catch((error) => error);
    expect(failure.cause).toMatchObject({
      type: 'InvalidPlan',
      message: expect.stringContaining('which has room for about 1,'),
    });
    expect(simulator.ledger().billed).toHaveLength(before);
  });
});
