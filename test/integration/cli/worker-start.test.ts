import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import getPort from 'get-port';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from 'vitest';
import { type Simulator, startSimulator } from '../../../src/simulator/simulator.js';
import { temporalAddress } from '../../support/shared-server.js';
import { tcpRelay } from '../../support/tcp-relay.js';
import { credentialsFromPort, issuedCredentials, workerEnvironment } from '../../support/worker-environment.js';
import { eciReplicator, isAlive, startEciReplicator } from '../support/eci-replicator.js';

type Variables = Readonly<Record<string, string | undefined>>;

let folder: string;
let simulator: Simulator;
let good: Variables;

/** The tests run side by side, so each has its own context. */
type Context = Pick<TestContext, 'onTestFinished'>;

/** A server on loopback that closes when the test ends; its port. */
async function listening(server: Server, { onTestFinished }: Context): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  return address.port;
}

/** TLS with a certificate that nobody has signed. */
const untrusted = () => createTlsServer({ ...selfSigned(), ALPNProtocols: ['h2'] });
/** Accepts connections and never answers. */
const silent = () => createTcpServer((socket) => socket.on('error', () => undefined));

/** A key and a certificate that nobody has signed, for another name. */
function selfSigned(): { key: string; cert: string } {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=temporal.test', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

function file(name: string, text: string): string {
  const written = path.join(folder, name);
  writeFileSync(written, text);
  return written;
}

/** Each mistake: what is set, the exit code, and what the sentence says. */
const MISTAKES: readonly [string, (context: Context) => Promise<Variables> | Variables, number, RegExp][] = [
  [
    'a namespace that does not exist',
    () => ({ TEMPORAL_NAMESPACE: 'nope' }),
    5,
    /has no namespace nope: check TEMPORAL_NAMESPACE/,
  ],
  [
    'a profile that does not exist',
    () => ({ TEMPORAL_PROFILE: 'nope' }),
    2,
    /settings for Temporal .* cannot be used: .*nope/,
  ],
  [
    'a configuration file that is not TOML',
    () => ({ TEMPORAL_CONFIG_FILE: file('temporal.toml', '[[[') }),
    2,
    /settings for Temporal .* cannot be used/,
  ],
  [
    'a TLS file that is missing',
    () => ({
      TEMPORAL_TLS_CLIENT_CERT_PATH: '/nonexistent/cert.pem',
      TEMPORAL_TLS_CLIENT_KEY_PATH: '/nonexistent/key.pem',
    }),
    2,
    /settings for Temporal .* cannot be used: .*No such file|ENOENT/,
  ],
  [
    'a client certificate that is not one',
    () => {
      const junk = file('junk.pem', 'junk');
      return { TEMPORAL_TLS_CLIENT_CERT_PATH: junk, TEMPORAL_TLS_CLIENT_KEY_PATH: junk };
    },
    2,
    /client certificate with its key cannot be read: .*Correct .*TEMPORAL_TLS_CLIENT_CERT_PATH/,
  ],
  [
    'a CA certificate that is not one',
    () => ({ TEMPORAL_TLS: 'true', TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('junk-ca.pem', 'junk') }),
    2,
    /CA certificate of the server cannot be read: .*Correct .*TEMPORAL_TLS_SERVER_CA_CERT_PATH/,
  ],
  [
    'an API key that ends in a newline',
    () => ({ TEMPORAL_TLS: 'false', TEMPORAL_API_KEY: 'key-of-this-test\n' }),
    2,
    /the API key contains a character that cannot be sent, perhaps a trailing newline\. Correct .*TEMPORAL_API_KEY/,
  ],
  [
    'an address that is a URL',
    () => ({ TEMPORAL_ADDRESS: 'http://127.0.0.1:7233' }),
    2,
    /the address "http:\/\/127.0.0.1:7233" is not host:port\. Correct TEMPORAL_ADDRESS/,
  ],
  [
    'an address with a port that does not exist',
    () => ({ TEMPORAL_ADDRESS: '127.0.0.1:99999' }),
    2,
    /the address "127.0.0.1:99999" is not host:port\. Correct TEMPORAL_ADDRESS/,
  ],
  [
    'a health address in use',
    async (context) => ({ ECI_REPLICATOR_HEALTH: `127.0.0.1:${await listening(silent(), context)}` }),
    2,
    /cannot listen on 127.*EADDRINUSE.*ECI_REPLICATOR_HEALTH/,
  ],
  [
    'a metrics address in use',
    async (context) => ({ ECI_REPLICATOR_METRICS: `127.0.0.1:${await listening(silent(), context)}` }),
    2,
    /cannot listen on 127.*in use.*ECI_REPLICATOR_METRICS/,
  ],
  [
    'an address where nothing listens',
    async () => ({ TEMPORAL_ADDRESS: `127.0.0.1:${await getPort()}` }),
    5,
    /cannot be reached at 127.*ECONNREFUSED/,
  ],
  [
    'a name that cannot be resolved',
    () => ({ TEMPORAL_ADDRESS: 'temporal.invalid:7233' }),
    5,
    /the name temporal\.invalid cannot be resolved/,
  ],
  [
    'a server that accepts and never answers',
    async (context) => ({ TEMPORAL_ADDRESS: `127.0.0.1:${await listening(silent(), context)}` }),
    5,
    /accepts connections and does not answer as Temporal does/,
  ],
  [
    'a certificate that nobody signed',
    async (context) => ({
      TEMPORAL_ADDRESS: `127.0.0.1:${await listening(untrusted(), context)}`,
      TEMPORAL_TLS: 'true',
    }),
    5,
    /the certificate of the server is not accepted: self-signed certificate/,
  ],
  [
    'TLS to a server without it',
    async () => ({ TEMPORAL_TLS: 'true' }),
    5,
    /cannot be reached at .*(does not use TLS|TLS handshake failed|wrong version)/,
  ],
  [
    'an API key that is not accepted',
    async (context) => ({ TEMPORAL_ADDRESS: `127.0.0.1:${await refusing(16, 'unauthorized', context)}` }),
    5,
    /does not accept this client \(unauthorized\): check TEMPORAL_API_KEY/,
  ],
  [
    'a missing permission',
    async (context) => ({ TEMPORAL_ADDRESS: `127.0.0.1:${await refusing(7, 'not for you', context)}` }),
    5,
    /does not accept this client \(not for you\)/,
  ],
  [
    'no cloud credentials',
    () => ({
      ALIBABA_CLOUD_ACCESS_KEY_ID: undefined,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: undefined,
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
    }),
    2,
    /has no credentials for Alibaba Cloud\. Set one of:\s+ALIBABA_CLOUD_ACCESS_KEY_ID/,
  ],
  [
    'an endpoint for credentials that is not a URL',
    () => ({ ...credentialsFromPort(0), ALIBABA_CLOUD_CREDENTIALS_URI: 'localhost' }),
    2,
    /has no credentials for Alibaba Cloud\. Set one of:/,
  ],
  [
    'a secret that ends in a newline',
    () => ({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret\n' }),
    2,
    /has no credentials .*perhaps a trailing newline/s,
  ],
];

/** A gRPC server that refuses every call; its port. */
async function refusing(code: number, message: string, context: Context): Promise<number> {
  const server = createHttp2Server();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(code), 'grpc-message': message },
      { endStream: true },
    );
  });
  return listening(server, context);
}

/** An endpoint for credentials (`ALIBABA_CLOUD_CREDENTIALS_URI`) that answers as told; a worker's variables for it. */
async function credentialsFrom(listener: RequestListener, context: Context): Promise<Variables> {
  const port = await listening(createHttpServer(listener), context);
  return credentialsFromPort(port);
}

/** What such an endpoint answers: the worker's own keys. */
function credentials(): string {
  return issuedCredentials(
    good['ALIBABA_CLOUD_ACCESS_KEY_ID'],
    good['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
    good['ALIBABA_CLOUD_SECURITY_TOKEN'],
  );
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'worker-start-'));
  simulator = await startSimulator();
  good = workerEnvironment({ address: temporalAddress(), taskQueue: 'worker-start', simulator });
});

afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

/** A worker with these variables besides the good ones, and its probes. */
async function startWorkerWith(variables: Variables, { onTestFinished }: Context) {
  const health = `127.0.0.1:${await getPort()}`;
  const env = { ...good, ECI_REPLICATOR_HEALTH: health, ...variables };
  const worker = startEciReplicator(['worker'], { env, onTestFinished });
  const probe = async (at: string) => {
    const response = await fetch(`http://${health}${at}`);
    return [response.status, await response.text()];
  };
  const untilReady = () =>
    vi.waitUntil(async () => (await probe('/readyz'))[0] === 200, { timeout: 60_000, interval: 200 });
  return { worker, probe, untilReady };
}

describe.concurrent('a worker that cannot start', { timeout: 90_000 }, () => {
  it.for(MISTAKES)('ends with a sentence: %s', async ([, mistake, exitCode, sentence], context) => {
    const env = { ...good, ...(await mistake(context)) };
    const worker = startEciReplicator(['worker'], { env, ...context });
    const { code, stderr, stdout } = await worker.ended;
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n\s+at |undefined|key-of-this-test/);
    expect(stdout).toBe('');
    expect(code).toBe(exitCode);
    expect(isAlive(-worker.pid)).toBe(false);
  });

  it('ends at once on SIGTERM, whatever it waits for', async (context) => {
    const { worker, probe } = await startWorkerWith(await credentialsFrom(() => undefined, context), context);
    await vi.waitUntil(async () => (await probe('/healthz').catch(() => []))[0] === 503, { timeout: 30_000 });
    expect(await probe('/readyz')).toEqual([503, '{"status":"starting"}']);
    const { code, stderr } = await worker.stop('SIGTERM');
    expect(stderr).not.toMatch(/no credentials|worker started/);
    expect(code).toBe(143);
  });

  it('ends once it is known that there are no credentials, even if it has started', async (context) => {
    let isSilent = true;
    const variables = await credentialsFrom((_, response) => {
      if (!isSilent) response.writeHead(404).end();
    }, context);
    const { worker, probe } = await startWorkerWith(variables, context);
    await worker.untilItSays('worker started');
    expect(await probe('/readyz')).toEqual([503, '{"status":"no credentials"}']);
    isSilent = false;
    const { code, stderr } = await worker.ended;
    expect(stderr).toMatch(/has no credentials for Alibaba Cloud\. Set one of:/);
    expect(code).toBe(2);
  });
});

describe.concurrent('a worker', { timeout: 90_000 }, () => {
  it('takes empty variables as unset', async (context) => {
    const { worker, untilReady } = await startWorkerWith({ TEMPORAL_API_KEY: '', TEMPORAL_NAMESPACE: '' }, context);
    await worker.untilItSays('worker started');
    await untilReady();
    expect((await worker.stop('SIGTERM')).code).toBe(0);
  });

  it('is not ready until an endpoint for credentials answers', async (context) => {
    let answers = false;
    const variables = await credentialsFrom((_, response) => {
      if (!answers) return void response.writeHead(503).end();
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(credentials());
    }, context);
    const { worker, probe, untilReady } = await startWorkerWith(variables, context);
    await worker.untilItSays('worker started');
    expect(await probe('/healthz')).toEqual([200, '{"status":"running"}']);
    expect(await probe('/readyz')).toEqual([503, '{"status":"no credentials"}']);
    expect(worker.stderr()).toContain('there are no credentials yet; trying again');
    answers = true;
    await untilReady();
    expect(worker.stderr().split('there are no credentials yet'), 'it says so once').toHaveLength(2);
    expect((await worker.stop('SIGTERM')).code).toBe(0);
  });

  it('is not ready while Temporal is away', async (context) => {
    const relay = await tcpRelay(temporalAddress());
    context.onTestFinished(() => relay.close());
    const { worker, probe, untilReady } = await startWorkerWith({ TEMPORAL_ADDRESS: relay.address }, context);
    await worker.untilItSays('worker started');
    await untilReady();
    await relay.goAway();
    await worker.untilItSays('Temporal does not serve this worker');
    expect(await probe('/healthz')).toEqual([200, '{"status":"running"}']);
    expect(await probe('/readyz')).toEqual([503, '{"status":"no Temporal"}']);
    await relay.comeBack();
    await untilReady();
    expect((await worker.stop('SIGTERM')).code).toBe(0);
  });
});

it('the command line gives the reason of a failed TLS connection too', { timeout: 90_000 }, async (context) => {
  const port = await listening(untrusted(), context);
  const env = { TEMPORAL_ADDRESS: `127.0.0.1:${port}`, TEMPORAL_TLS: 'true' };
  const { code, stderr } = await eciReplicator(['list'], { env });
  expect(stderr).toContain('the certificate of the server is not accepted: self-signed certificate');
  expect(code).toBe(5);
});
