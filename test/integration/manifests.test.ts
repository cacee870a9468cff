import { chmod, cp, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import {
  composeSchema,
  obtainHelm,
  obtainLinters,
  obtainSystemdAnalyze,
} from '../../scripts/binaries/manifest-tools.js';
import { output } from '../../scripts/run/output.js';
import { repositoryRoot } from '../../scripts/run/repository-root.js';
import { environmentSchema } from '../../src/worker/environment.js';
import { serveHealth } from '../../src/worker/health.js';
import { startCommand } from './support/eci-replicator.js';
import { temporaryFolder } from './support/temporary-folder.js';
import getPort from 'get-port';

const DEPLOY = join(repositoryRoot, 'deploy');
const CHART = join(DEPLOY, 'helm/eci-replicator');
/** How long a worker may take to stop beyond the time-out of a call, as docs/operations.md says, seconds. */
const STOPS_WITHIN_S = 10;
const DEFAULT_TIMEOUT_S = 30;

/** Values that use every part of the chart. */
const EVERYTHING = {
  image: { digest: `sha256:${'0'.repeat(64)}` },
  imagePullSecrets: [{ name: 'registry' }],
  temporal: { apiKeySecret: 'temporal-cloud' },
  deployment: { name: 'eci-replicator', buildId: '0.2.0' },
  credentials: { secret: 'keys' },
  envSecret: 'webhooks',
  env: { LOG_LEVEL: 'debug' },
  eciTimeoutSeconds: 90,
  plans: { 'replication.yaml': 'version: 1\nname: first\n' },
  podMonitor: { enabled: true },
  podAnnotations: { team: 'inference' },
  nodeSelector: { disk: 'ssd' },
  tolerations: [{ key: 'dedicated', operator: 'Exists' }],
  networkPolicy: { egress: [{ ports: [{ port: 8443 }] }] },
  serviceAccount: { annotations: { role: 'worker' }, labels: { team: 'inference' } },
};

interface Container {
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
}

interface KubernetesObject {
  readonly kind: string;
  readonly spec?: {
    readonly template?: {
      readonly spec: { readonly terminationGracePeriodSeconds: number; readonly containers: readonly Container[] };
    };
  };
}

async function succeeds(file: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  // Helm and Python keep caches in the home folder.
  const own = { PATH: process.env['PATH'], HOME: await temporaryFolder() };
  const { code, stdout, stderr } = await startCommand(file, args, { env: { ...own, ...env } }).ended;
  expect(code, `${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** The variables that a worker reads: its own, and those of the libraries for Temporal, the cloud and Node. */
function isKnown(variable: string): boolean {
  return variable in environmentSchema.shape || /^(TEMPORAL|ALIBABA_CLOUD)_[A-Z_]+$/.test(variable);
}

describe('the chart for Kubernetes', () => {
  let helm: string;
  let linters: string;
  beforeAll(async () => {
    helm = await obtainHelm();
    linters = await obtainLinters();
  }, 10 * 60_000);

  it.each([
    ['with its defaults', {}],
    ['with everything', EVERYTHING],
  ])('%s has valid objects, known variables, probes that are served, and time to stop', async (_what, values) => {
    const folder = await temporaryFolder();
    const [valuesFile, objectsFile] = [join(folder, 'values.yaml'), join(folder, 'objects.yaml')];
    await writeFile(valuesFile, JSON.stringify(values));
    await succeeds(helm, ['lint', '--strict', CHART, '--values', valuesFile, '--kube-version', '1.31.0']);
    const text = await succeeds(helm, ['template', 'r', CHART, '--values', valuesFile, '--kube-version', '1.31.0']);
    const objects = parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
    // The schema of a PodMonitor belongs to the Prometheus operator, not to Kubernetes.
    const ofKubernetes = objects.filter(({ kind }) => kind !== 'PodMonitor');
    expect(ofKubernetes.map(({ kind }) => kind).toSorted()).toEqual(
      ['ConfigMap', 'Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'ServiceAccount'].toSorted(),
    );
    await writeFile(objectsFile, ofKubernetes.map((each) => JSON.stringify(each)).join('\n---\n'));
    for (const version of ['1.25', '1.31', '1.35']) {
      const args = ['-m', 'kubernetes_validate', '--strict', '-k', version, objectsFile];
      await succeeds('python3', args, { PYTHONPATH: linters });
    }

    const pod = objects.find(({ kind }) => kind === 'Deployment')?.spec?.template?.spec;
    const [container] = pod?.containers ?? [];
    if (pod === undefined || container === undefined) throw new Error('the deployment has no container');
    expect(container.env.map(({ name }) => name).filter((name) => !isKnown(name))).toEqual([]);
    const timeout = Number.parseInt(container.env.find(({ name }) => name === 'ECI_TIMEOUT')?.value ?? '', 10);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(timeout + STOPS_WITHIN_S);
    for (const { httpGet } of [container.livenessProbe, container.readinessProbe]) {
      expect(await isServed(httpGet.path), httpGet.path).toBe(true);
    }
  });

  it.each<[{ readonly image?: object; readonly deployment?: object }, string]>([
    // Another image than the chart's own has another version, which only the package in it knows.
    [{ image: { tag: '9.9.9' } }, `sh -c 'eci-replicator deployment set-current "$(eci-replicator --version)"'`],
    [{ deployment: { buildId: '0.2.0-b' } }, 'eci-replicator deployment set-current 0.2.0-b'],
  ])('tells with %j how to make the build of its own workers current', async (values, command) => {
    const chart = join(await temporaryFolder(), 'eci-replicator');
    await cp(CHART, chart, { recursive: true });
    // Without a cluster, Helm does not render the notes, so they are rendered as the text of an object.
    await rename(join(chart, 'templates/NOTES.txt'), join(chart, 'NOTES.txt'));
    await writeFile(join(chart, 'templates/notes.yaml'), 'notes: {{ tpl (.Files.Get "NOTES.txt") . | quote }}\n');
    const valuesFile = join(chart, '..', 'values.yaml');
    await writeFile(valuesFile, JSON.stringify({ ...values, deployment: { name: 'd', ...values.deployment } }));
    const show = ['--show-only', 'templates/notes.yaml', '--kube-version', '1.31.0'];
    const { notes } = parse(await succeeds(helm, ['template', 'r', chart, '--values', valuesFile, ...show])) as {
      readonly notes: string;
    };
    expect(notes.trim().split('\n').at(-1)?.trim()).toBe(`kubectl --namespace default exec deployment/r -- ${command}`);
  });
});

async function isServed(path: string): Promise<boolean> {
  const address = `127.0.0.1:${await getPort({ host: '127.0.0.1' })}`;
  const version = { version: '0.1.0', buildId: '0.1.0' };
  const server = await serveHealth(address, { version, phase: () => 'running', obstacle: () => undefined });
  try {
    return (await fetch(`http://${address}${path}`)).ok;
  } finally {
    await server.close();
  }
}

describe('the Dockerfile', () => {
  it('has nothing that hadolint objects to', async () => {
    await succeeds(join(await obtainLinters(), 'bin/hadolint'), [join(DEPLOY, 'Dockerfile')]);
  });

  it('builds from the files that its .dockerignore lets in', async () => {
    const ignore = await readFile(join(DEPLOY, 'Dockerfile.dockerignore'), 'utf8');
    const context = await temporaryFolder();
    for (const [, name = ''] of ignore.matchAll(/^!(.+)$/gm)) {
      await output('cp', ['-a', join(repositoryRoot, name), context]);
    }
    await symlink(join(repositoryRoot, 'node_modules'), join(context, 'node_modules'));
    const env = { PATH: process.env['PATH'], HOME: context };
    const { code, stdout, stderr } = await startCommand('npm', ['run', 'build'], { cwd: context, env }).ended;
    expect(code, `${stdout}${stderr}`).toBe(0);
    expect(await readdir(join(context, 'dist'))).toContain('cli');
  });

  it('copies all that the command needs, without root and without writing', async () => {
    const dockerfile = await readFile(join(DEPLOY, 'Dockerfile'), 'utf8');
    const root = await temporaryFolder();
    await chmod(root, 0o755);
    const copies = [...dockerfile.matchAll(/^COPY --from=build (.+) (\S+)$/gm)];
    expect(copies.length).toBeGreaterThan(3);
    for (const [, sources = '', target = ''] of copies) {
      for (const source of sources.split(' ').map((each) => each.replace('/build/', ''))) {
        const to = target.endsWith('/') ? join(root, target, source) : join(root, target);
        await copyQuickly(join(repositoryRoot, source), to);
      }
    }
    const plans = join(root, 'plans');
    await mkdir(plans);
    // Node's own user of the image, which can write nowhere.
    const asUser =
      process.getuid?.() === 0 ? ['/usr/bin/setpriv', '--reuid=1000', '--regid=1000', '--clear-groups', '--'] : [];
    const run = (...args: string[]) => {
      const [file = '', ...rest] = [...asUser, process.execPath, join(root, 'dist/cli/bin.js'), ...args];
      return startCommand(file, rest, { cwd: plans, env: { HOME: plans, NODE_ENV: 'production' } }).ended;
    };
    expect(await run('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(await run('plan', 'validate', join(root, 'replication.yaml'))).toMatchObject({ code: 0 });
    // It gets as far as it can without settings, and says what is missing.
    const worker = await run('worker');
    expect(worker).toMatchObject({ code: 2, stderr: expect.stringMatching(/credentials/i) });
    expect(await readdir(plans)).toEqual([]);
  });

  it('sets only variables that a worker reads', async () => {
    const dockerfile = await readFile(join(DEPLOY, 'Dockerfile'), 'utf8');
    const [, block = ''] = /^ENV ([^]*?[^\\])\n/m.exec(dockerfile) ?? [];
    const names = [...block.matchAll(/([A-Z_]+)=/g)].map(([, name = '']) => name);
    expect(names.filter((name) => !isKnown(name))).toEqual(['NODE_ENV']);
  });
});

/**
 * The packages are half a gigabyte, so files are linked where both folders are on one disk. That the command needs no package of
 * those for development is tested with the package.
 */
async function copyQuickly(from: string, to: string): Promise<void> {
  await output('cp', ['-al', from, to]).catch(() => output('cp', ['-a', from, to]));
}

describe('the Compose file', () => {
  it('is valid, binds to loopback, and gives the worker known variables and time to stop', async () => {
    const file = parse(await readFile(join(DEPLOY, 'compose.yaml'), 'utf8'), { merge: true }) as {
      readonly services: Readonly<
        Record<string, { ports?: string[]; environment?: Record<string, string>; stop_grace_period?: string }>
      >;
    };
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const { $schema: _, ...schema } = (await composeSchema()) as { readonly $schema?: string };
    const isValid = ajv.compile(schema);
    expect(isValid(file), JSON.stringify(isValid.errors)).toBe(true);
    const ports = Object.values(file.services).flatMap((service) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    const { worker } = file.services;
    expect(Object.keys(worker?.environment ?? {}).filter((name) => !isKnown(name))).toEqual([]);
    expect(Number.parseInt(worker?.stop_grace_period ?? '', 10)).toBeGreaterThan(DEFAULT_TIMEOUT_S + STOPS_WITHIN_S);
  });
});

describe('the unit for systemd', () => {
  it('is accepted by systemd-analyze', async () => {
    const unit = join(DEPLOY, 'systemd/eci-replicator.service');
    await succeeds(await obtainSystemdAnalyze(), ['verify', '--man=no', unit]);
  });

  it('sets only variables that a worker reads, and gives it time to stop', async () => {
    const unit = await readFile(join(DEPLOY, 'systemd/eci-replicator.service'), 'utf8');
    const environment = await readFile(join(DEPLOY, 'systemd/eci-replicator.env'), 'utf8');
    const names = [...environment.matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
    expect(names.filter((name) => !isKnown(name))).toEqual([]);
    const timeout = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]);
    expect(timeout).toBeGreaterThan(DEFAULT_TIMEOUT_S + STOPS_WITHIN_S);
  });
});
