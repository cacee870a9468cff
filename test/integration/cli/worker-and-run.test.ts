import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reportSchema } from '../../../src/report/report-schema.js';
import { eciReplicator, startEciReplicator } from '../support/eci-replicator.js';
import { foreignEndpoint } from '../support/foreign-endpoint.js';
import { startTemporalServer } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const PLAN = `version: 1
name: elsewhere
source:
  region: ap-southeast-1
  caches:
    - id: edc-one
    - id: edc-two
      as: { path: /two/stable }
targets:
  - region: cn-beijing
  - region: eu-central-1
policy:
  ready: { pollEvery: 1s }
`;

const KEYS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'key-of-this-test',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret-of-this-test',
};

/** A worker and a pipeline's folder, with their own Temporal server and a foreign endpoint. */
async function open(showsTags: boolean) {
  const server = await startTemporalServer();
  onTestFinished(() => server.stop());
  const endpoint = await foreignEndpoint({
    accessKeyId: KEYS.ALIBABA_CLOUD_ACCESS_KEY_ID,
    sourceRegion: 'ap-southeast-1',
    sources: ['edc-one', 'edc-two'],
    showsTags,
  });
  const cwd = await temporaryFolder();
  await writeFile(path.join(cwd, 'plan.yaml'), PLAN);
  const env = { TEMPORAL_ADDRESS: server.address };
  const worker = startEciReplicator(['worker'], { cwd, env: { ...env, ...KEYS, ECI_ENDPOINT: endpoint.url } });
  await worker.untilItSays('worker started');
  /** Standard output is exactly one report. */
  const run = async () => {
    const { code, stdout, stderr } = await eciReplicator(['run', 'plan.yaml', '--output', 'json'], { cwd, env });
    return { code, stderr, stdout, report: reportSchema.parse(JSON.parse(stdout)) };
  };
  return { server, worker, endpoint, run, env };
}

describe('doctor', () => {
  it('does not take a worker that was killed a moment ago for one that works', async () => {
    const { worker, env } = await open(true);
    const before = await eciReplicator(['doctor'], { env });
    expect(before.stdout).toMatch(/^ok {4}workflows on eci-replicator: polled by \d+@/m);
    expect(before.code).toBe(0);
    await worker.stop('SIGKILL');
    const after = await eciReplicator(['doctor'], { env });
    expect(after.stdout).toMatch(
      /^fail {2}workflows on eci-replicator: no worker answers; .* polled it last, \d+ s ago$/m,
    );
    expect(after.code).toBe(1);
  });
});

describe('worker and run against a foreign endpoint', () => {
  it('print one report, adopt all copies the second time, and exit with 0 on SIGTERM', async () => {
    const { worker, endpoint, run } = await open(true);
    const first = await run();
    expect(first.code, first.stderr).toBe(0);
    expect(first.report).toMatchObject({ outcome: 'ready', counts: { planned: 4, ready: 4, adopted: 0 } });
    expect(endpoint.copies.toSorted()).toEqual([
      'cn-beijing edc-one',
      'cn-beijing edc-two',
      'eu-central-1 edc-one',
      'eu-central-1 edc-two',
    ]);
    expect(first.report.copies.map(({ bucket, path: at }) => `${bucket} ${at}`)).toEqual([
      'weights /edc-one',
      'weights /two/stable',
      'weights /edc-one',
      'weights /two/stable',
    ]);

    const second = await run();
    expect(second.code, second.stderr).toBe(0);
    expect(second.report).toMatchObject({ outcome: 'ready', counts: { planned: 4, ready: 4, adopted: 4 } });
    expect(endpoint.copies).toHaveLength(4);

    const stopped = await worker.stop('SIGTERM');
    expect(stopped.code, stopped.stderr).toBe(0);
    expect(stopped.stdout).toBe('');
    const outputs = [first, second, stopped].flatMap(({ stdout, stderr }) => [stdout, stderr]).join('\n');
    expect(outputs).not.toMatch(/simulat/i);
  });

  it('buy nothing a second time where copies do not show their tags: they are known by their ids', async () => {
    const { worker, endpoint, run } = await open(false);
    expect((await run()).code).toBe(0);
    const second = await run();
    expect(second.code, second.stderr).toBe(0);
    expect(second.report).toMatchObject({ outcome: 'ready', counts: { planned: 4, adopted: 4 } });
    expect(endpoint.copies).toHaveLength(4);
    expect((await worker.stop('SIGTERM')).code).toBe(0);
  });
});

describe('a worker whose Temporal server is gone', () => {
  it("writes what the core of Temporal's SDK has to say into its own log, and nothing to standard output", async () => {
    const { server, worker } = await open(true);
    await server.kill();
    await worker.untilItSays('temporalio_client');
    await worker.untilItSays('connect error');
    const { code, stdout, stderr } = await worker.stop('SIGTERM');
    expect(code).toBe(0);
    expect(stdout).toBe('');
    const lines = stderr.trimEnd().split('\n');
    expect(lines.filter((line) => !line.startsWith('{"level":'))).toEqual([]);
  });
});
