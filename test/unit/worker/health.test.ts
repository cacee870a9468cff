import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import getPort from 'get-port';
import { afterEach, expect, it } from 'vitest';
import { serveHealth } from '../../../src/worker/health.js';

let server: Awaited<ReturnType<typeof serveHealth>> | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

it('answers 200 while the worker is healthy, then 503', async () => {
  let healthy = true;
  const port = await getPort();
  server = await serveHealth(`127.0.0.1:${port}`, () => healthy);
  const probe = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`);
    return [response.status, await response.json()];
  };
  expect(await probe()).toEqual([200, { status: 'running' }]);
  healthy = false;
  expect(await probe()).toEqual([503, { status: 'stopping' }]);
});

it('answers 404 at other paths and to other methods', async () => {
  const port = await getPort();
  server = await serveHealth(`127.0.0.1:${port}`, () => true);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`, { method: 'HEAD' })).status).toBe(200);
});

it('fails when the address is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  try {
    await expect(serveHealth(`127.0.0.1:${port}`, () => true)).rejects.toThrow('EADDRINUSE');
  } finally {
    other.close();
  }
});

it('closes although a client keeps its connection open', async () => {
  const port = await getPort();
  const health = await serveHealth(`127.0.0.1:${port}`, () => true);
  await fetch(`http://127.0.0.1:${port}/healthz`);
  await health.close();
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
});
