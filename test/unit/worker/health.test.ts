import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import getPort from 'get-port';
import { afterEach, expect, it } from 'vitest';
import { type Health, serveHealth } from '../../../src/worker/health.js';

let server: Awaited<ReturnType<typeof serveHealth>> | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const version = { version: '0.1.0', buildId: '0.1.0+test' };
const HEALTHY: Health = { version, phase: () => 'running', obstacle: () => undefined };

it.each<[string, Health, [number, string], [number, string]]>([
  ['runs', HEALTHY, [200, 'running'], [200, 'ready']],
  ['runs and is refused', { ...HEALTHY, obstacle: () => 'refused' }, [200, 'running'], [503, 'refused']],
  [
    'is refused before it has started',
    { ...HEALTHY, phase: () => 'starting', obstacle: () => 'refused' },
    [503, 'starting'],
    [503, 'refused'],
  ],
  ['starts', { ...HEALTHY, phase: () => 'starting' }, [503, 'starting'], [503, 'starting']],
  ['shuts down', { ...HEALTHY, phase: () => 'stopping' }, [503, 'stopping'], [503, 'stopping']],
])(
  'a worker that %s answers so at /healthz and /readyz, and at /livez and /version in any case',
  async (_, health, alive, ready) => {
    const port = await getPort();
    server = await serveHealth(`127.0.0.1:${port}`, health);
    const probe = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.json()];
    };
    expect(await probe('/healthz')).toEqual([alive[0], { status: alive[1] }]);
    expect(await probe('/readyz')).toEqual([ready[0], { status: ready[1] }]);
    expect(await probe('/livez')).toEqual([200, { status: health.phase() }]);
    expect(await probe('/version')).toEqual([200, version]);
  },
);

it('answers 404 at other paths and to other methods', async () => {
  const port = await getPort();
  server = await serveHealth(`127.0.0.1:${port}`, HEALTHY);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`, { method: 'HEAD' })).status).toBe(200);
});

it('fails when the address is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  try {
    await expect(serveHealth(`127.0.0.1:${port}`, HEALTHY)).rejects.toThrow('EADDRINUSE');
  } finally {
    other.close();
  }
});

it('closes although a client keeps its connection open', async () => {
  const port = await getPort();
  const health = await serveHealth(`127.0.0.1:${port}`, HEALTHY);
  await fetch(`http://127.0.0.1:${port}/healthz`);
  await health.close();
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
});
