import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import getPort from 'get-port';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openCluster } from '../../scripts/cluster/cluster.js';
import { output } from '../../scripts/run/output.js';
import { repositoryRoot } from '../../scripts/run/repository-root.js';
import { startCommand } from '../integration/support/eci-replicator.js';
import { temporaryFolder } from '../integration/support/temporary-folder.js';
import { prometheusFor } from '../support/prometheus.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { pinnedBuilds } from '../support/swap-world.js';
import { withClient } from '../support/temporal-client.js';
import { workerEnvironment } from '../support/worker-environment.js';

const DEPLOYMENT = { ECI_REPLICATOR_DEPLOYMENT: 'eci-replicator' };
const CACHES = 2;

/** The package as `npm pack` makes it, installed as docs/deployment.md says. Returns the folder of its command. */
async function installPackage(): Promise<string> {
  const folder = await temporaryFolder();
  await chmod(folder, 0o755);
  const tarball = (await output('npm', ['pack', '--silent', '--pack-destination', folder])).split('\n').at(-1) ?? '';
  await output('npm', ['install', '--global', '--prefix', folder, '--no-audit', '--no-fund', join(folder, tarball)]);
  return join(folder, 'bin');
}

/** What systemd would start, from the unit and the environment file of `deploy/systemd`, without root. */
async function serviceCommand(bin: string, settings: Readonly<Record<string, string | undefined>>) {
  const unit = await readFile(join(repositoryRoot, 'deploy/systemd/eci-replicator.service'), 'utf8');
  const file = await readFile(join(repositoryRoot, 'deploy/systemd/eci-replicator.env'), 'utf8');
  const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  const given = Object.fromEntries([...file.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  const asUser =
    process.getuid?.() === 0 ? ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
  const [program = '', ...args] = [...asUser, ...command.split(' ')];
  const PATH = [bin, join(process.execPath, '..'), '/usr/bin', '/bin'].join(':');
  const cwd = await temporaryFolder();
  await chmod(cwd, 0o755);
  const env = { ...given, HOME: cwd, PATH, ...settings, ECI_REPLICATOR_PLANS: cwd };
  return () => startCommand(program, args, { cwd, env });
}

describe('the path to production', () => {
  it('leads from the package over a service, a cluster, a schedule and an alert to an upgrade and back', async () => {
    const [bin, cluster] = [await installPackage(), await openCluster()];
    onTestFinished(() => cluster.stop());
    const simulator = await simulatorForTest({
      sources: sourceCaches(CACHES),
      copyTime: '1s',
      regions: { 'cn-beijing': { quotaRefusals: 60 } },
    });
    const { address } = cluster;
    const worker = workerEnvironment({ address, taskQueue: 'eci-replicator', simulator });
    const ports = [await getPort({ host: '127.0.0.1' }), await getPort({ host: '127.0.0.1' })];
    const service = async (buildId: string, port = 0) => {
      const settings = {
        ...worker,
        ...DEPLOYMENT,
        ECI_REPLICATOR_BUILD_ID: buildId,
        ECI_REPLICATOR_METRICS: `127.0.0.1:${port}`,
        ECI_REPLICATOR_HEALTH: `127.0.0.1:${await getPort({ host: '127.0.0.1' })}`,
      };
      const started = (await serviceCommand(bin, settings))();
      await started.untilItSays('worker started');
      return started;
    };
    const folder = await temporaryFolder();
    const type = async (...args: string[]) => {
      const env = { ...DEPLOYMENT, TEMPORAL_ADDRESS: address, PATH: join(process.execPath, '..') };
      return startCommand(join(bin, 'eci-replicator'), args, { cwd: folder, env }).ended;
    };
    const succeeds = async (...args: string[]) => {
      const ended = await type(...args);
      expect(ended.code, `${args.join(' ')}: ${ended.stdout}${ended.stderr}`).toBe(0);
      return ended.stdout;
    };
    const setCurrent = (build: string) =>
      vi.waitUntil(async () => (await type('deployment', 'set-current', build)).code === 0, { timeout: 60_000 });
    const writePlan = async (name: string, region: string) => {
      const policy = { capacity: { firstRetry: '1s', maxRetry: '1s' } };
      const plan = { ...planOf({ name, caches: CACHES, regions: [region], policy }), schedule: { every: '1d' } };
      await writeFile(join(folder, `${name}.yaml`), JSON.stringify(plan));
      return `${name}.yaml`;
    };

    // A worker as a service, on the cluster.
    const first = await service('0.1.0', ports[0]);
    await succeeds('setup');
    await setCurrent('0.1.0');
    const daily = await writePlan('daily', 'cn-beijing');
    expect(await succeeds('doctor', daily)).toMatch(/^warn +cn-beijing: .* so new copies wait$/m);

    // A schedule, whose region is full.
    await succeeds('schedule', 'apply', daily);
    await succeeds('schedule', 'trigger', 'daily');

    // An alert.
    const prometheus = await prometheusFor(`127.0.0.1:${ports[0]}`);
    const isFull = async () => (await prometheus.firing('EciReplicatorRegionFull')).length > 0;
    await vi.waitUntil(isFull, { timeout: 60_000, interval: 200 });

    // An upgrade while the run waits, and the rollback. The run stays on its build.
    const second = await service('0.2.0', ports[1]);
    await setCurrent('0.2.0');
    const other = await writePlan('other', 'cn-shanghai');
    await succeeds('run', other);
    expect(await succeeds('deployment', 'status')).toMatch(/0\.2\.0 +.*current/);
    await setCurrent('0.1.0');
    await succeeds('deployment', 'drain', '0.2.0');
    expect((await second.stop('SIGTERM')).code).toBe(0);

    // The region has room again: the run ends on its own, and so does the alert.
    await vi.waitUntil(async () => (await succeeds('list')).match(/replicate-daily-\S+ +completed/) !== null, {
      timeout: 120_000,
      interval: 500,
    });
    await vi.waitUntil(async () => !(await isFull()), { timeout: 60_000, interval: 200 });
    expect(await succeeds('report', 'daily')).toContain(`${CACHES} of ${CACHES} copies ready`);
    const { stdout } = await type('list', '--output', 'json');
    const [scheduled = ''] = /replicate-daily-[^"]+/.exec(stdout) ?? [];
    const builds = await withClient(address, (client) => pinnedBuilds(client, [scheduled, 'replicate-other']));
    expect(builds).toEqual(['eci-replicator.0.1.0', 'eci-replicator.0.2.0']);
    expect(simulator.ledger()).toMatchObject({ billed: { length: 2 * CACHES }, duplicates: [] });
    await first.stop('SIGTERM');
  });
});
