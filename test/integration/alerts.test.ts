import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import getPort from 'get-port';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { obtainPrometheus } from '../../scripts/binaries/prometheus.js';
import { repositoryRoot } from '../../scripts/run/repository-root.js';
import { type Metric, METRICS } from '../../src/metrics/metric-table.js';
import { runWorkflowId } from '../../src/workflow-ids.js';
import { prometheusFor } from '../support/prometheus.js';
import { temporalAddress } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { clientForTest } from '../support/temporal-client.js';
import { workerEnvironment } from '../support/worker-environment.js';
import { startCommand, startEciReplicator } from './support/eci-replicator.js';

const FOLDER = join(repositoryRoot, 'deploy/prometheus');

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly annotations?: { readonly summary: string; readonly runbook: string };
}

async function rulesText(): Promise<string> {
  return readFile(join(FOLDER, 'rules.yml'), 'utf8');
}

async function rules(): Promise<readonly Rule[]> {
  const { groups } = parse(await rulesText()) as { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
  return groups.flatMap((group) => group.rules);
}

describe('the rules for Prometheus', () => {
  it('pass their own tests', async () => {
    const promtool = join(await obtainPrometheus(), 'promtool');
    for (const args of [
      ['check', 'rules', 'rules.yml'],
      ['test', 'rules', 'rules.test.yml'],
    ]) {
      const { code, stdout, stderr } = await startCommand(promtool, args, { cwd: FOLDER }).ended;
      expect(code, `${stdout}${stderr}`).toBe(0);
    }
  });

  it('have a test and a section of the runbook for every alert, and no section is left over', async () => {
    const alerts = (await rules()).flatMap(({ alert, annotations }) =>
      alert === undefined ? [] : [{ alert, runbook: annotations?.runbook }],
    );
    const tested = await readFile(join(FOLDER, 'rules.test.yml'), 'utf8');
    const sections = [...(await readFile(join(repositoryRoot, 'docs/runbook.md'), 'utf8')).matchAll(/^## (.+)$/gm)];
    expect(sections.map(([, title]) => title)).toEqual(alerts.map(({ alert }) => alert));
    for (const { alert, runbook } of alerts) {
      expect(runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
      expect(tested).toMatch(new RegExp(`alertname: ${alert}\\b`));
    }
  });
});

describe('the rules and the dashboard', () => {
  it('name only metrics that a worker has', async () => {
    const known = await knownMetrics();
    const recorded = new Set((await rules()).flatMap(({ record }) => record ?? []));
    const dashboard = await readFile(join(repositoryRoot, 'deploy/grafana/eci-replicator.json'), 'utf8');
    const texts = [...(await rules()).map(({ expr }) => expr), dashboard];
    const named = texts.flatMap((text) => text.match(/\b(?:eci_replicator[_:]|temporal_)[\w:]+/g) ?? []);
    expect(named.length).toBeGreaterThan(50);
    expect([...new Set(named)].filter((name) => !known(name) && !recorded.has(name))).toEqual([]);
  });
});

/** Metrics of the table, with the suffixes of a histogram, and those whose name the native core of the SDK contains. */
async function knownMetrics(): Promise<(name: string) => boolean> {
  const own = new Set(
    Object.values<Metric>(METRICS).flatMap(({ name, kind }) =>
      kind === 'histogram' ? ['bucket', 'sum', 'count'].map((suffix) => `${name}_${suffix}`) : [name],
    ),
  );
  const bridge = dirname(createRequire(import.meta.url).resolve('@temporalio/core-bridge/package.json'));
  const core = await readFile(
    join(bridge, `releases/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-unknown-linux-gnu/index.node`),
  );
  return (name) =>
    own.has(name) ||
    (name.startsWith('temporal_') && core.includes(name.slice('temporal_'.length).replace(/_(bucket|sum|count)$/, '')));
}

describe('an alert about a full region', () => {
  it('fires in a real Prometheus while the region refuses copies, and ends when it accepts them', async () => {
    const taskQueue = 'alerts';
    const simulator = await simulatorForTest({
      sources: sourceCaches(2),
      copyTime: '1s',
      regions: { 'cn-beijing': { quotaRefusals: 12 } },
    });
    const address = `127.0.0.1:${await getPort({ host: '127.0.0.1' })}`;
    const worker = startEciReplicator(['worker'], {
      env: {
        ...workerEnvironment({ address: temporalAddress(), taskQueue, simulator }),
        ECI_REPLICATOR_METRICS: address,
      },
    });
    await worker.untilItSays('worker started');
    const prometheus = await prometheusFor(address);
    const client = await clientForTest(temporalAddress());
    const run = await client.workflow.start('replicate', {
      taskQueue,
      workflowId: runWorkflowId('alerting'),
      args: [{ plan: planOf({ name: 'alerting', caches: 2, regions: ['cn-beijing'] }) }],
    });

    const firing = () => prometheus.firing('EciReplicatorRegionFull');
    const [alert] = await vi.waitUntil(
      async () => {
        const alerts = await firing();
        return alerts.length > 0 ? alerts : undefined;
      },
      { timeout: 60_000, interval: 200 },
    );
    expect(alert?.labels).toMatchObject({ plan: 'alerting', region: 'cn-beijing', severity: 'warning' });
    expect(alert?.annotations['summary']).toMatch(/^cn-beijing has refused the copies of alerting for \d/);
    await run.result();
    await vi.waitUntil(async () => (await firing()).length === 0, { timeout: 60_000, interval: 200 });
  });
});
