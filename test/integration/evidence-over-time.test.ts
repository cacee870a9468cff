import { describe, expect, it, vi } from 'vitest';
import { cancelRun } from '../../src/client/control-run.js';
import { fetchReport } from '../../src/client/fetch-report.js';
import { controlUpdates, type RunStatus } from '../../workflows/messages.js';
import { copyOf } from '../support/copies.js';
import { openReplicator } from '../support/replicator.js';
import { temporalAddress } from '../support/shared-server.js';
import { SOURCE_REGION, sourceCaches } from '../support/sources.js';
import { evidenceWorlds, HOUR, REGION } from './support/evidence-world.js';
import { openNamespace } from './support/namespace.js';

const MINUTE = 60_000;
const SOON = { timeout: 60_000, interval: 50 };

interface Queryable {
  query: (name: 'status') => Promise<RunStatus>;
}

async function untilStatus(handle: Queryable, when: (status: RunStatus) => boolean): Promise<RunStatus> {
  return vi.waitUntil(async () => {
    const status = await handle.query('status').catch(() => undefined);
    return status !== undefined && when(status) && status;
  }, SOON);
}

describe.concurrent('a run', () => {
  const open = evidenceWorlds();

  it('renews nothing where the service grants fewer days than `renewBefore`, and says so', async () => {
    const { run, pass, billed } = await open(
      'capped',
      { open: { retentionCap: 30, tokenMemory: '1h' } },
      { caches: 2, copy: { retentionDays: 90 }, policy: { renewBefore: '40d' } },
    );
    await run();
    for (let runs = 2; runs <= 3; runs += 1) {
      pass(2 * HOUR);
      const { summary, report } = await run();
      expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 2, adopted: 2 } });
      expect(report.copies[0]?.reason).toContain('is not renewed');
      expect(billed()).toBe(2);
    }
  });

  it.each(['0s', '10m', '-10m'])(
    'neither claims nor deletes a copy of another run that its token returns, with a clock of the service that is off by %s',
    async (clockSkew) => {
      const name = `returned${clockSkew}`;
      const late = {
        ...sourceCaches(3)[2],
        status: 'Creating',
        region: SOURCE_REGION,
        bucket: 'models',
        path: '/late',
      };
      const existing = [{ region: REGION, bucket: 'theirs', path: '/data' }];
      const { client, simulator, start, plan, pass, billed, standing } = await open(
        name,
        { sources: [...sourceCaches(2), late], existing, open: { describeLag: '1d', clockSkew } },
        { caches: 3 },
      );
      // Another namespace: the run in this one cannot know of it.
      await openNamespace(temporalAddress(), name);
      const earlier = await openReplicator({ address: temporalAddress(), namespace: name, simulator });
      const firstTwo = { ...plan, source: { ...plan.source, caches: plan.source.caches.slice(0, 2) } };
      pass(-5 * MINUTE);
      await earlier.client.workflow.execute('replicate', {
        taskQueue: earlier.taskQueue,
        workflowId: `replicate-${name}`,
        args: [{ plan: firstTwo }],
      });
      await earlier.close();
      pass(5 * MINUTE);
      const bought = standing();

      const handle = await start();
      const run = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
      await untilStatus(handle, ({ counts }) => counts.ready === 2);
      await cancelRun(client, run, 'delete');
      await expect(handle.result()).rejects.toThrow();
      expect(billed()).toBe(2);
      expect(standing()).toEqual(bought);
      const { report } = await fetchReport(client, run);
      expect(report.counts).toMatchObject({ ready: 2, adopted: 2 });
    },
  );

  it('adopts a copy that was Failed when it was listed and is Available when it is to be deleted', async () => {
    const name = 'passing-failure';
    const existing = [0, 1].map((n) => copyOf(name, n, { status: 'Failed', availableAfter: '2h' }));
    const { run, billed, standing } = await open(name, { existing }, { caches: 2 }, (described, { pass }) => {
      if (described === 1) pass(HOUR);
    });
    const { summary } = await run();
    expect(summary).toMatchObject({ outcome: 'ready', counts: { ready: 2 } });
    expect(billed()).toBe(0);
    expect(standing()).toHaveLength(2);
  });

  it('waits for a source from when its copy is refused, however long the region was full before', async () => {
    const { start, simulator, moment, billed } = await open(
      'late-source',
      { regions: { [REGION]: { quota: 0 } } },
      { caches: 1, policy: { capacity: { firstRetry: '1s', maxRetry: '1s' } }, source: { giveUpAfter: '5s' } },
    );
    const handle = await start();
    const refusals = () => simulator.ledger().refusals['QuotaExceeded']?.[REGION] ?? 0;
    await vi.waitUntil(() => refusals() >= 6, SOON);
    const [source] = simulator.world.list(SOURCE_REGION, moment());
    if (source === undefined) throw new Error('there is no source');
    const until = moment().now + 3_000;
    simulator.world.update(source, { until, status: 'Available', formerExpiry: undefined, expiry: undefined });
    simulator.scenario.regions = {};
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'ready', counts: { ready: 1 } });
    expect(billed()).toBe(1);
  });

  it('claims no lost answer when it is cancelled while a full region refuses its probes', async () => {
    const { client, start, simulator, billed } = await open(
      'refused-probes',
      { regions: { [REGION]: { neverStock: true } } },
      { caches: 1, policy: { capacity: { firstRetry: '1s', maxRetry: '1m' } } },
    );
    const handle = await start();
    const refusals = () => simulator.ledger().refusals['OperationDenied.NoStock']?.[REGION] ?? 0;
    await vi.waitUntil(() => refusals() >= 2, SOON);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow();
    const run = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
    const { report } = await fetchReport(client, run);
    expect(report.copies[0]).toMatchObject({ outcome: 'pending', dataCacheId: null });
    expect(report.copies[0]?.reason).not.toMatch(/was never answered/);
    expect(billed()).toBe(0);
  });

  it('pauses, if the plan says so, when the account is refused while copies are polled', async () => {
    const { start, simulator, billed } = await open(
      'refused-polls',
      { copyTime: '3s' },
      { caches: 2, policy: { onAccountError: 'pause' } },
    );
    const { faults } = simulator.scenario;
    const handle = await start();
    await vi.waitUntil(() => billed() === 2, SOON);
    faults.refuseEvery = { every: 1, code: 'NoPermission' };
    const { paused } = await untilStatus(handle, (status) => status.paused !== undefined);
    expect(paused?.reason).toContain('NoPermission');
    faults.refuseEvery = { ...faults.refuseEvery, every: undefined };
    await handle.executeUpdate(controlUpdates.resume, { args: [{}] });
    await expect(handle.result()).resolves.toMatchObject({ outcome: 'ready', counts: { ready: 2 } });
    expect(billed()).toBe(2);
  });
});
