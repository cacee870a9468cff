import { once } from 'node:events';
import { createServer } from 'node:http';
import { cannotListen } from './cannot-listen.js';

/** What the probes of a worker ask for. */
export interface Health {
  /** Whether it polls for tasks. */
  phase(): 'starting' | 'running' | 'stopping';
  /** What keeps a running worker from serving runs, in a word or two; `undefined`: nothing. */
  obstacle(): string | undefined;
}

/**
 * Answers `GET /healthz` with 200 while the worker is running, else with 503; and `GET /readyz` with 200 while, moreover,
 * nothing keeps it from serving runs.
 *
 * @param address - `host:port`; an IPv6 host is in brackets.
 * @throws InvalidWorkerSettings when the address cannot be bound.
 */
export async function serveHealth(address: string, health: Health): Promise<{ close(): Promise<void> }> {
  const { hostname, port } = new URL(`http://${address}`);
  const server = createServer((request, response) => {
    const path = ['GET', 'HEAD'].includes(request.method ?? '') ? request.url?.split('?')[0] : undefined;
    const { code, status } = answerTo(path, health);
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(status === undefined ? undefined : JSON.stringify({ status }));
  });
  server.listen({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen('ECI_REPLICATOR_HEALTH', address, error);
  }
  return {
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answerTo(path: string | undefined, health: Health): { readonly code: number; readonly status?: string } {
  if (path !== '/healthz' && path !== '/readyz') return { code: 404 };
  const phase = health.phase();
  if (phase !== 'running') return { code: 503, status: phase };
  if (path === '/healthz') return { code: 200, status: phase };
  const obstacle = health.obstacle();
  return obstacle === undefined ? { code: 200, status: 'ready' } : { code: 503, status: obstacle };
}
