import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import getPort from 'get-port';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { loopbackServer } from '../../support/loopback-server.js';
import { temporalAddress } from '../../support/shared-server.js';
import { simulatorForTest } from '../../support/simulator-for-test.js';
import { workerEnvironment } from '../../support/worker-environment.js';
import { eciReplicator, isAlive, startEciReplicator } from '../support/eci-replicator.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** A server on loopback that closes when the test ends; its port. */
async function listening(server: Server): Promise<number> {
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

const silent = () => createTcpServer((socket) => socket.on('error', () => undefined));

/** A key and a certificate that nobody has signed, for another name. */
function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'certificate-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=temporal.test', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

function file(name: string, text: string): string {
  const name_ = path.join(mkdtempSync(path.join(tmpdir(), 'settings-')), name);
  writeFileSync(name_, text);
  return name_;
}

/** Each mistake: what is set, the exit code, and what the sentence says. */
const MISTAKES: readonly [string, () => Promise<Variables> | Variables, number, RegExp][] = [
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
    'a health address in use',
    async () => ({ ECI_REPLICATOR_HEALTH: `127.0.0.1:${await listening(silent())}` }),
    2,
    /cannot listen on 127.*EADDRINUSE.*ECI_REPLICATOR_HEALTH/,
  ],
  [
    'a metrics address in use',
    async () => ({ ECI_REPLICATOR_METRICS: `127.0.0.1:${await listening(silent())}` }),
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
    async () => ({ TEMPORAL_ADDRESS: `127.0.0.1:${await listening(silent())}` }),
    5,
    /accepts connections and does not answer as Temporal does/,
  ],
  [
    'a certificate that nobody signed',
    async () => ({
      TEMPORAL_ADDRESS: `127.0.0.1:${await listening(createTlsServer({ ...selfSigned(), ALPNProtocols: ['h2'] }))}`,
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
    async () => ({ TEMPORAL_ADDRESS: `127.0.0.1:${await refusing(16, 'unauthorized')}` }),
    5,
    /does not accept this client \(unauthorized\): check TEMPORAL_API_KEY/,
  ],
  [
    'a missing permission',
    async () => ({ TEMPORAL_ADDRESS: `127.0.0.1:${await refusing(7, 'not for you')}` }),
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
    'a secret that ends in a newline',
    () => ({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret\n' }),
    2,
    /has no credentials .*perhaps a trailing newline/s,
  ],
];

/** A gRPC server that refuses every call; its port. */
async function refusing(code: number, message: string): Promise<number> {
  const { createServer } = await import('node:http2');
  const server = createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(code), 'grpc-message': message },
      { endStream: true },
    );
  });
  return listening(server as unknown as Server);
}

async function goodEnvironment(taskQueue: string): Promise<Variables> {
  const simulator = await simulatorForTest({});
  return workerEnvironment({ address: temporalAddress(), taskQueue, simulator });
}

describe('a worker that cannot start', () => {
  it.each(MISTAKES)('ends with a sentence: %s', async (_, mistake, exitCode, sentence) => {
    const env = { ...(await goodEnvironment('worker-start')), ...(await mistake()) };
    const worker = startEciReplicator(['worker'], { env });
    const { code, stderr, stdout } = await worker.ended;
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/\n\s+at |undefined/);
    expect(stdout).toBe('');
    expect(code).toBe(exitCode);
    expect(isAlive(-worker.pid)).toBe(false);
  });
});

it('the command line gives the reason of a failed TLS connection too', async () => {
  const port = await listening(createTlsServer({ ...selfSigned(), ALPNProtocols: ['h2'] }));
  const env = { TEMPORAL_ADDRESS: `127.0.0.1:${port}`, TEMPORAL_TLS: 'true' };
  const { code, stderr } = await eciReplicator(['list'], { env });
  expect(stderr).toContain('the certificate of the server is not accepted: self-signed certificate');
  expect(code).toBe(5);
});

it('empty variables count as unset', async () => {
  const env = { ...(await goodEnvironment('worker-empty')), TEMPORAL_API_KEY: '', TEMPORAL_NAMESPACE: '' };
  const worker = startEciReplicator(['worker'], { env });
  await worker.untilItSays('worker started');
  expect((await worker.stop('SIGTERM')).code).toBe(0);
});

it('a credentials endpoint that does not answer yet leaves a worker that is not ready, until it does', async () => {
  const good = await goodEnvironment('worker-waits');
  let answers = false;
  const uri = await loopbackServer((_, response) => {
    if (!answers) return void response.writeHead(503).end();
    const keys = {
      AccessKeyId: good['ALIBABA_CLOUD_ACCESS_KEY_ID'],
      AccessKeySecret: good['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
      SecurityToken: good['ALIBABA_CLOUD_SECURITY_TOKEN'] ?? 'token',
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    };
    return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(keys));
  });
  const health = `127.0.0.1:${await getPort()}`;
  const worker = startEciReplicator(['worker'], {
    env: {
      ...good,
      ALIBABA_CLOUD_ACCESS_KEY_ID: undefined,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: undefined,
      ALIBABA_CLOUD_SECURITY_TOKEN: undefined,
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
      ALIBABA_CLOUD_CREDENTIALS_URI: `http://127.0.0.1:${uri.port}/`,
      ECI_REPLICATOR_HEALTH: health,
    },
  });
  await worker.untilItSays('worker started');
  const probe = async (at: string) => (await fetch(`http://${health}${at}`)).status;
  expect([await probe('/healthz'), await probe('/readyz')]).toEqual([200, 503]);
  answers = true;
  await vi.waitUntil(async () => (await probe('/readyz')) === 200, { timeout: 60_000, interval: 200 });
  expect((await worker.stop('SIGTERM')).code).toBe(0);
});
