import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RegionStatus, RunStatus } from '../../workflows/messages.js';
import { eciReplicator, type RunningCommand, startEciReplicator } from '../integration/support/eci-replicator.js';
import { startTemporalServer } from '../integration/support/temporal-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';
import { clientForTest } from '../support/temporal-client.js';
import { workerEnvironment } from '../support/worker-environment.js';

const REGION = 'cn-beijing';
const LATER = 'cn-shanghai';
const COPIES = 16;
const QUEUE = 'steer';
const SOON = { timeout: 60_000, interval: 50 };

describe('the controls of a run', () => {
  it('survive a worker that is killed right after each control, and continue-as-new', async () => {
    const server = await startTemporalServer();
    onTestFinished(() => server.stop());
    const refused = { source: 'edc-source0001', region: REGION, times: 1, code: 'InvalidParameter' };
    const simulator = await simulatorForTest({
      sources: sourceCaches(COPIES),
      copyTime: '2s',
      faults: { copyRefusals: [refused] },
    });
    const env = workerEnvironment({ address: server.address, simulator, taskQueue: QUEUE });
    const startWorker = (): RunningCommand => startEciReplicator(['worker'], { env });
    let worker = startWorker();
    onTestFinished(() => worker.stop('SIGTERM').then(() => undefined));

    const client = await clientForTest(server.address);
    const plan = {
      ...planOf({ name: 'steered', caches: COPIES, regions: [REGION, LATER], policy: { maxInFlight: 2 } }),
      waves: [{ regions: [REGION] }, { regions: [LATER], after: 'approval' }],
    };
    const handle = await client.workflow.start('replicate', {
      taskQueue: QUEUE,
      workflowId: 'replicate-steered',
      args: [{ plan }],
      memo: { continueAfterEvents: 40 },
    });
    const region = client.workflow.getHandle(`replicate-steered/${REGION}`);
    const status = () => handle.query<RunStatus>('status');
    const until = (when: (now: RunStatus) => boolean) => vi.waitUntil(async () => when(await status()), SOON);
    const regionStatus = () => region.query<RegionStatus>('status');
    const billed = () => simulator.ledger().billed.length;

    /** Sends a control with the command line and kills the worker as soon as it has answered. */
    async function control(...args: string[]): Promise<void> {
      const ended = await eciReplicator([...args, '--by', 'ada'], { env });
      expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('replicate-steered: ') });
      await worker.stop('SIGKILL');
      worker = startWorker();
    }

    await vi.waitUntil(() => billed() >= 3, SOON);
    await control('pause', 'steered');
    await vi.waitUntil(async () => (await regionStatus()).states.copying === 0, SOON);
    const paused = billed();
    expect(await regionStatus()).toMatchObject({ waitingFor: 'paused: ada', states: { requesting: 0 } });
    await control('skip', 'steered', '--source', 'edc-source0015');
    expect(billed()).toBe(paused);
    await control('resume', 'steered');
    await vi.waitUntil(() => billed() > paused, SOON);
    await control('set-max-in-flight', 'steered', '4', '--region', REGION);
    await vi.waitUntil(async () => (await regionStatus()).states.copying === 4, SOON);
    await until(({ regions }) => regions[0]?.counts.failed === 1);
    await control('retry-failed', 'steered');
    await until(({ approval }) => approval?.wave === 2);
    expect(await status()).toMatchObject({ counts: { ready: COPIES - 1, skipped: 1, failed: 0 } });
    await control('approve-wave', 'steered', '2');

    const summary = await summaryOf(handle.result());
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 2 * (COPIES - 1), skipped: 2 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: 2 * (COPIES - 1) }, duplicates: [] });
    const { memo } = await handle.describe();
    const sent = memo?.['controls'] as { control: string; by: string }[];
    expect(sent.map(({ control: name }) => name)).toEqual([
      'pause',
      'skip',
      'resume',
      'setMaxInFlight',
      'retryFailed',
      'approveWave',
    ]);
    expect(sent.every(({ by }) => by === 'ada')).toBe(true);
    const runs = [];
    for await (const run of client.workflow.list({ query: `WorkflowId = "${region.workflowId}"` }))
      runs.push(run.runId);
    expect(runs.length).toBeGreaterThan(1);
  });
});
