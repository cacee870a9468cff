import getPort from 'get-port';
import { describe, expect, it, vi } from 'vitest';
import { type Metric, METRICS } from '../../src/metrics/metric-table.js';
import { runWorkflowId } from '../../src/workflow-ids.js';
import { type Sample, scrape, valueOf } from '../support/scraped-metrics.js';
import { temporalAddress } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { clientForTest } from '../support/temporal-client.js';
import { webhookReceiver } from '../support/webhook-receiver.js';
import { workerEnvironment } from '../support/worker-environment.js';
import { startEciReplicator } from './support/eci-replicator.js';

const PLAN = 'measured';
const REGIONS = ['cn-beijing', 'cn-shanghai'] as const;
const CACHES = 3;

/** Labels that the SDK adds to every metric. */
const OF_THE_SDK = ['service_name', 'namespace', 'taskQueue', 'workflowType', 'le'];

interface LogLine extends Readonly<Record<string, unknown>> {
  readonly msg: string;
}

describe('a worker during a run to a full region and another one', () => {
  it('tells Prometheus and the log what happens', async () => {
    const taskQueue = 'metrics';
    const simulator = await simulatorForTest({
      sources: sourceCaches(CACHES),
      copyTime: '8s',
      regions: { 'cn-beijing': { quota: 1, quotaRefusals: 4 } },
    });
    const webhook = await webhookReceiver();
    const address = `127.0.0.1:${await getPort({ host: '127.0.0.1' })}`;
    const worker = startEciReplicator(['worker'], {
      env: {
        ...workerEnvironment({ address: temporalAddress(), taskQueue, simulator }),
        ECI_REPLICATOR_METRICS: address,
        LOG_FORMAT: 'json',
        CHAT_WEBHOOK: webhook.url,
      },
    });
    await worker.untilItSays('worker started');
    const client = await clientForTest(temporalAddress());
    const plan = {
      ...planOf({ name: PLAN, caches: CACHES, regions: REGIONS }),
      notify: { webhookEnv: 'CHAT_WEBHOOK' },
    };
    const workflowId = runWorkflowId(PLAN);
    const began = Date.now() / 1_000;
    const run = await client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan }] });

    const full = { plan: PLAN, region: 'cn-beijing' };
    const whileFull = await vi.waitUntil(
      async () => {
        const samples = await scrape(address);
        return (valueOf(samples, METRICS.waitingSince.name, full) ?? 0) > 0 ? samples : undefined;
      },
      { timeout: 60_000, interval: 200 },
    );
    expect(valueOf(whileFull, METRICS.waitingSince.name, full)).toBeGreaterThan(began - 1);
    await vi.waitUntil(async () => (valueOf(await scrape(address), METRICS.copiesInFlight.name, full) ?? 0) > 0, {
      timeout: 60_000,
      interval: 200,
    });
    await run.result();
    await vi.waitUntil(() => webhook.received.length > 0, { timeout: 60_000 });
    const samples = await vi.waitUntil(
      async () => {
        const all = await scrape(address);
        return valueOf(all, METRICS.webhooks.name) === undefined ? undefined : all;
      },
      { timeout: 60_000, interval: 200 },
    );

    const value = (metric: Metric, labels = {}, suffix = '') => valueOf(samples, `${metric.name}${suffix}`, labels);
    expect(value(METRICS.runs, { plan: PLAN, outcome: 'ready' })).toBe(1);
    for (const region of REGIONS) {
      expect(value(METRICS.copies, { plan: PLAN, region, outcome: 'ready' })).toBe(CACHES);
      expect(value(METRICS.lastSuccess, { plan: PLAN, region })).toBeGreaterThan(began);
      expect(value(METRICS.copyReady, { region }, '_count')).toBe(CACHES);
      expect(value(METRICS.copiesInFlight, { plan: PLAN, region })).toBe(0);
      expect(value(METRICS.calls, { action: 'CopyDataCache', region, result: 'ok' })).toBe(CACHES);
    }
    expect(value(METRICS.calls, { action: 'CopyDataCache', region: 'cn-beijing', result: 'capacity' })).toBe(4);
    expect(value(METRICS.waitingSince, full)).toBe(0);
    expect(value(METRICS.capacityWait, full, '_count')).toBe(1);
    expect(value(METRICS.webhooks, { plan: PLAN, result: 'delivered' })).toBe(1);
    expect(value(METRICS.workerReady)).toBe(1);
    expectDeclared(samples);

    const { stderr } = await worker.stop('SIGTERM');
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine);
    const told = lines.filter(({ msg }) => /^(run|region) (begins|waits|resumes|ends)$/.test(msg));
    expect(told.filter(({ region }) => region === 'cn-beijing').map(({ msg }) => msg)).toEqual([
      'region begins',
      'region waits',
      'region resumes',
      'region ends',
    ]);
    expect(told.find(({ msg }) => msg === 'region waits')).toMatchObject({
      plan: PLAN,
      region: 'cn-beijing',
      for: 'capacity',
      code: 'QuotaExceeded',
      workflowId: `${workflowId}/cn-beijing`,
      runId: expect.any(String),
    });
    expect(told.findLast(({ msg }) => msg === 'run ends')).toMatchObject({
      plan: PLAN,
      workflowId,
      runId: run.firstExecutionRunId,
      outcome: 'ready',
      planned: CACHES * REGIONS.length,
      ready: CACHES * REGIONS.length,
    });
    expect(told.filter(({ msg }) => msg === 'run begins' || msg === 'run ends')).toHaveLength(2);
  });
});

/** Every metric of the table is exposed with its labels, and no other of this project. */
function expectDeclared(samples: readonly Sample[]): void {
  const exposed = new Map(
    samples
      .filter(({ name }) => name.startsWith('eci_replicator_'))
      .map(({ name, labels }) => [
        name.replace(/_(bucket|sum|count)$/, ''),
        Object.keys(labels)
          .filter((label) => !OF_THE_SDK.includes(label))
          .toSorted(),
      ]),
  );
  const declared = Object.values<Metric>(METRICS).map(({ name, labels }) => [name, labels.toSorted()] as const);
  expect(Object.fromEntries(exposed)).toEqual(Object.fromEntries(declared));
}
