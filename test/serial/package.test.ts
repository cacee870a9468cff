import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.js';
import { startCommand } from '../integration/support/eci-replicator.js';
import { planFile } from '../integration/support/plan-file.js';
import { startPackageRegistry } from '../support/package-registry.js';
import { temporalAddress } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { pathOf, traceCollector } from '../support/trace-collector.js';
import { workerEnvironment } from '../support/worker-environment.js';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without what npm tells the scripts that it runs, of which these tests may be one. */
const ENV = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env: { ...ENV, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

async function succeed(...args: Parameters<typeof run>): Promise<Ended> {
  const ended = await run(...args);
  expect(ended.stderr + ended.stdout).toSatisfy(() => ended.code === 0);
  return ended;
}

interface LockFile {
  readonly packages: Readonly<Record<string, { version?: string; dev?: boolean; os?: string[]; cpu?: string[] }>>;
}

async function lockFile(path: string): Promise<LockFile['packages']> {
  return (JSON.parse(await readFile(path, 'utf8')) as LockFile).packages;
}

/** `name@version` of the packages in a folder of a lock file, sorted. */
function versions(packages: LockFile['packages'], under = ''): string[] {
  return Object.entries(packages)
    .filter(([place, { dev }]) => place.startsWith(`${under}node_modules/`) && dev !== true)
    .filter(([, { os, cpu }]) => os === undefined && cpu === undefined)
    .map(([place, { version }]) => `${place.slice(under.length)}@${version}`)
    .toSorted();
}

const PLAN = `version: 1
name: embedded
source: { region: cn-hongkong, caches: [{ id: edc-bp15l4vvys94oo0000 }] }
targets: [{ region: cn-beijing }, { region: cn-shanghai }]
policy: { ready: { pollEvery: 1s } }
`;

/** The package as a user has it: packed, and installed from a registry into a program of their own. */
describe('the package', () => {
  let folder: string;
  let app: string;
  let installed: Ended;
  let bin: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eci-replicator-package-'));
    app = join(folder, 'app');
    await mkdir(app);
    await succeed('npm', ['pack', '--pack-destination', folder], packageRoot);
    const manifest = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as {
      name: string;
      version: string;
      devDependencies: Readonly<Record<string, string>>;
    };
    const registry = await startPackageRegistry(join(folder, `eci-replicator-${manifest.version}.tgz`), manifest);
    try {
      await writeFile(join(app, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
      const types = `@types/node@${manifest.devDependencies['@types/node']}`;
      const args = ['install', '--no-audit', '--no-fund', '--registry', registry.url, manifest.name, types];
      installed = await succeed('npm', args, app);
    } finally {
      await registry.close();
    }
    bin = join(app, 'node_modules/.bin/eci-replicator');
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true }));

  it('installs the tested version of every package and no other, with one protobufjs', async () => {
    const tested = versions(await lockFile(join(packageRoot, 'package-lock.json')));
    const under = 'node_modules/eci-replicator/';
    const found = versions(await lockFile(join(app, 'node_modules/.package-lock.json')), under);
    expect(found).toEqual(tested);
    expect(found.filter((each) => each.includes('node_modules/protobufjs@'))).toHaveLength(1);
  });

  it('asks for no other version of Node than the one that it supports', () => {
    expect(installed.stderr).not.toContain('EBADENGINE');
  });

  it('holds the built command', async () => {
    await writeFile(join(app, 'plan.yaml'), PLAN);
    const { stdout } = await succeed(bin, ['plan', 'validate', 'plan.yaml'], app);
    expect(stdout).toContain('plan.yaml is valid: 2 copies to 2 regions');
  });

  it('lets a program import the client and the worker, and nothing else', async () => {
    const imported = async (module: string) => run(process.execPath, ['--eval', `import('${module}')`], app);
    expect((await imported('eci-replicator/client')).code).toBe(0);
    for (const hidden of ['eci-replicator', 'eci-replicator/dist/src/client/start-run.js']) {
      const { code, stderr } = await imported(hidden);
      expect([code, stderr]).toEqual([1, expect.stringContaining('ERR_PACKAGE_PATH_NOT_EXPORTED')]);
    }
  });

  it('traces a run from the command to the call of the service, although OpenTelemetry is not installed', async () => {
    const found = versions(
      await lockFile(join(app, 'node_modules/.package-lock.json')),
      'node_modules/eci-replicator/',
    );
    expect(found.filter((each) => each.includes('opentelemetry'))).toEqual([]);
    const simulator = await simulatorForTest({ sources: sourceCaches(1), copyTime: '0s' });
    const collector = await traceCollector();
    const env = {
      PATH: process.env['PATH'],
      ...workerEnvironment({ address: temporalAddress(), taskQueue: 'packed-traces', simulator }),
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.endpoint}/v1/traces`,
    };
    const file = await planFile(planOf({ name: 'packed-traces', caches: 1, regions: ['cn-beijing'] }));
    const worker = startCommand(bin, ['worker'], { env });
    const { code } = await startCommand(bin, ['run', file], { env }).ended;
    expect(code).toBe(0);
    await worker.stop('SIGTERM');
    const [call] = collector.spans.filter(({ name }) => name === 'ECI CopyDataCache');
    expect(call === undefined ? [] : pathOf(collector, call)).toEqual([
      'eci-replicator',
      'StartWorkflow:replicate',
      'RunWorkflow:replicate',
      'StartChildWorkflow:replicateRegion',
      'RunWorkflow:replicateRegion',
      'StartActivity:copyDataCache',
      'RunActivity:copyDataCache',
      'ECI CopyDataCache',
    ]);
  });

  it('is embedded by the example: it compiles, and runs a plan on a worker with its own keys and interceptors', async () => {
    const key = { accessKeyId: 'vault-key', accessKeySecret: 'vault-secret' };
    const source = { region: 'cn-hongkong', id: 'edc-bp15l4vvys94oo0000', bucket: 'models', path: '/llm', sizeGiB: 7 };
    const simulator = await simulatorForTest({ credentials: [key], sources: [source], copyTime: '0s' });
    await writeFile(join(app, 'plan.yaml'), PLAN);
    await copyFile(join(packageRoot, 'examples/embed.ts'), join(app, 'embed.ts'));
    const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc');
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    // Temporal's own declarations have an error, so that its users set `skipLibCheck`; those of this package have none.
    const compiled = await run(process.execPath, [tsc, ...options, 'embed.ts'], app);
    const errors = compiled.stdout.split('\n').filter((line) => line.includes(': error TS'));
    expect(errors.filter((line) => !line.startsWith('node_modules/eci-replicator/node_modules/'))).toEqual([]);
    const { stdout } = await succeed(process.execPath, ['embed.js', 'plan.yaml'], app, {
      TEMPORAL_ADDRESS: temporalAddress(),
      ECI_REPLICATOR_TASK_QUEUE: 'embedded',
      ECI_ENDPOINT: simulator.url,
      VAULT_KEY_ID: key.accessKeyId,
      VAULT_KEY_SECRET: key.accessKeySecret,
    });
    const { billed, duplicates } = simulator.ledger();
    expect([billed.length, duplicates]).toEqual([2, []]);
    const lines = billed.map(({ source: id, region, dataCacheId }) => `${id} ${region} ready ${dataCacheId}`);
    expect(stdout.trimEnd().split('\n').toSorted()).toEqual(
      [...lines, 'embedded: ready, 2 requests for copies'].toSorted(),
    );
  });
});

describe('npm pack', () => {
  const cloned = ['package.json', 'package-lock.json', 'scripts/prepack.js'];

  async function packWith(installed: string | undefined): Promise<Ended> {
    const clone = await mkdtemp(join(tmpdir(), 'eci-replicator-clone-'));
    try {
      await Promise.all(['scripts', 'node_modules'].map((name) => mkdir(join(clone, name))));
      for (const file of cloned) await copyFile(join(packageRoot, file), join(clone, file));
      if (installed !== undefined) await writeFile(join(clone, 'node_modules/.package-lock.json'), installed);
      return await run('npm', ['pack'], clone);
    } finally {
      await rm(clone, { recursive: true });
    }
  }

  it('fails in a clone without packages, and says what to do', async () => {
    const { code, stderr } = await packWith(undefined);
    expect(code).not.toBe(0);
    expect(stderr).toContain('The package cannot be packed: its packages are not installed. Run `npm ci` first.');
  });

  it('fails where another version than that of the lock file is installed', async () => {
    const packages = { ...(await lockFile(join(packageRoot, 'package-lock.json'))) };
    packages['node_modules/zod'] = { version: '0.0.1' };
    const { code, stderr } = await packWith(JSON.stringify({ packages }));
    expect(code).not.toBe(0);
    expect(stderr).toContain('node_modules/zod is 0.0.1, and the lock file has');
  });
});
