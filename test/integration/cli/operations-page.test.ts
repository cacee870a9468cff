import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { parseEnvironment } from '../../../src/worker/environment.js';
import { bin } from '../../support/built-package.js';
import { simulatorForTest } from '../../support/simulator-for-test.js';
import { SOURCE_REGION } from '../../support/sources.js';
import { clientForTest } from '../../support/temporal-client.js';
import { workerEnvironment } from '../../support/worker-environment.js';
import { startCommand, startEciReplicator } from '../support/eci-replicator.js';
import { startTemporalServer } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const PAGE = new URL('../../../docs/operations.md', import.meta.url);
const SOURCE = 'edc-bp15l4vvys94oo0000';
const REGION_WORKFLOW = 'replicate-llm-weights/cn-shanghai';

/** The lines of the page's shell blocks, without comments. */
async function commandsOfPage(): Promise<string[]> {
  const page = await readFile(PAGE, 'utf8');
  const blocks = [...page.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, text = '']) => text);
  return blocks.flatMap((text) =>
    text
      .trim()
      .split('\n')
      .map((line) => line.replace(/ +# .*$/, '').trim()),
  );
}

function plan(caches: readonly string[], targets: readonly string[], more: object = {}) {
  return stringify({
    version: 1,
    name: 'llm-weights',
    source: { region: SOURCE_REGION, caches: caches.map((id) => ({ id })) },
    targets: targets.map((region) => ({ region })),
    policy: { capacity: { firstRetry: '1s', maxRetry: '2s' }, ready: { pollEvery: '1s' } },
    ...more,
  });
}

function sourceOf(id: string) {
  return { region: SOURCE_REGION, id, bucket: 'models', path: '/models/first' };
}

describe('the commands of docs/operations.md', () => {
  it('do what the page says, each of them', async () => {
    const left = new Set(await commandsOfPage());
    const [cwd, programs] = await Promise.all([temporaryFolder(), temporaryFolder()]);
    await symlink(bin, path.join(programs, 'eci-replicator'));
    await symlink(inject('temporalCliPath'), path.join(programs, 'temporal'));
    const second = { ...sourceOf('edc-source0001'), path: '/models/second' };
    const simulator = await simulatorForTest({
      sources: [sourceOf(SOURCE), second],
      copyTime: '1s',
      // Room for the copy of the first source.
      regions: { 'cn-shanghai': { quota: 1 }, 'cn-shenzhen': { copyTime: '1h' } },
    });
    // Of its own: others have runs of a plan with the page's name.
    const own = await startTemporalServer();
    onTestFinished(() => own.stop());
    const { address } = own;
    const worker = workerEnvironment({ address, taskQueue: 'operations', simulator });
    await startEciReplicator(['worker'], { cwd, env: worker }).untilItSays('worker started');
    const env = {
      PATH: [programs, path.dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
      TEMPORAL_ADDRESS: address,
      ECI_REPLICATOR_TASK_QUEUE: 'operations',
    };
    const type = async (line: string, code = 0) => {
      const ended = await startCommand('/bin/sh', ['-c', line], { cwd, env }).ended;
      expect(ended.code, `${line}: ${ended.stdout}${ended.stderr}`).toBe(code);
      return ended.stdout;
    };
    /** Types the only line of the page that begins so. @param fill what replaces an example value. */
    const run = (beginning: string, code = 0, fill = (line: string) => line) => {
      const lines = [...left].filter((line) => line.startsWith(beginning)).toSorted((a, b) => a.length - b.length);
      const [line] = lines;
      if (line === undefined) throw new Error(`the page has no command ${beginning}`);
      left.delete(line);
      return type(fill(line), code);
    };

    const ended = () =>
      vi.waitUntil(async () => !/^replicate-llm-weights +running /m.test(await type('eci-replicator list')), {
        timeout: 60_000,
        interval: 500,
      });

    // A run from beginning to end.
    await writeFile(path.join(cwd, 'plan.yaml'), plan([SOURCE], ['cn-beijing', 'cn-shanghai']));
    await run('eci-replicator setup');
    expect(await run('eci-replicator ui-link plan.yaml')).toContain('/start-workflow?');
    expect(await run('eci-replicator ui-link plan.yaml --follow')).toContain('"plan": "plan.yaml"');
    expect(await run('eci-replicator plan preview plan.yaml')).toContain('2 to create');
    await run('eci-replicator plan preview plan.yaml --exit-code', 7);
    await run('eci-replicator run plan.yaml --report');
    expect(await readFile(path.join(cwd, 'results.xml'), 'utf8')).toContain('<testsuite');
    await run('eci-replicator report llm-weights --report');
    expect(await readFile(path.join(cwd, 'report.html'), 'utf8')).toContain('llm-weights');
    const preview = JSON.parse(await type('eci-replicator plan preview plan.yaml --output json')) as {
      readonly previewDigest: string;
    };
    await run('eci-replicator run plan.yaml --expect-digest', 0, (line) =>
      line.replace('7839…', preview.previewDigest),
    );
    await run('temporal workflow list --query');

    // A run that waits, for a full region and for a person.
    const waves = [{ regions: ['cn-beijing', 'cn-shanghai'] }, { regions: ['cn-shenzhen'], after: 'approval' }];
    const targets = ['cn-beijing', 'cn-shanghai', 'cn-shenzhen'];
    await writeFile(path.join(cwd, 'held.yaml'), plan([SOURCE, second.id], targets, { waves }));
    await type('eci-replicator run held.yaml --no-wait');
    const client = await clientForTest(address);
    // The first request is answered at once; the probe after it is asked again and again.
    const probe = await vi.waitUntil(
      async () => {
        const { raw } = await client.workflow.getHandle(REGION_WORKFLOW).describe();
        return raw.pendingActivities?.find(
          ({ activityType, attempt }) => activityType?.name === 'copyDataCache' && Number(attempt) > 1,
        );
      },
      { timeout: 60_000, interval: 200 },
    );
    expect(await run('eci-replicator status llm-weights')).toContain('cn-shanghai');
    expect(await run('temporal workflow describe --workflow-id')).toContain('copyDataCache');
    expect(await run('temporal workflow query --workflow-id')).toContain('cn-shanghai');
    const activity = (line: string) => line.replace('--activity-id 4', `--activity-id ${probe.activityId ?? ''}`);
    left.delete(`temporal workflow describe --workflow-id ${REGION_WORKFLOW}`);
    await run('temporal activity reset', 0, activity);
    await run('eci-replicator pause llm-weights');
    await run('eci-replicator resume llm-weights');
    await run('eci-replicator retry-failed llm-weights');
    await run('eci-replicator set-max-in-flight llm-weights');
    await run('eci-replicator skip llm-weights');
    await type(`eci-replicator skip llm-weights --source ${second.id} --region cn-shanghai`);
    await vi.waitUntil(
      async () => (await type('eci-replicator status llm-weights')).includes('approve-wave llm-weights 2'),
      { timeout: 60_000, interval: 500 },
    );
    await run('eci-replicator approve-wave llm-weights');
    await run('eci-replicator cancel llm-weights --keep');
    await ended();
    expect(simulator.ledger().duplicates).toEqual([]);

    // Copies that are to go.
    await type('eci-replicator run held.yaml --no-wait');
    await run('eci-replicator cancel llm-weights --delete');
    await ended();
    expect(await run('eci-replicator prune plan.yaml')).toContain(second.id);
    await run('eci-replicator prune plan.yaml --yes');
    await run('eci-replicator prune plan.yaml --region');

    // Settings, and what other tests run.
    const endpoint = [...left].find((line) => line.startsWith('ECI_ENDPOINT=')) ?? '';
    const [, value = ''] = /^ECI_ENDPOINT='(.*)'$/.exec(endpoint) ?? [];
    expect(parseEnvironment({ ECI_ENDPOINT: value })).toHaveProperty('environment');
    left.delete(endpoint);
    const fair = 'temporal server start-dev --dynamic-config-value matching.enableFairness=true';
    expect(left.delete(fair)).toBe(true);
    const server = await startTemporalServer({ args: fair.split(' ').slice(3) });
    await server.stop();
    // Run by traces.test.ts.
    expect(left.delete('export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318')).toBe(true);
    expect(left.delete('eci-replicator worker')).toBe(true);
    // Run by accounts.test.ts.
    expect([...left].filter((line) => !line.startsWith('ECI_REPLICATOR_TASK_QUEUE=account-'))).toEqual([]);
  });
});
