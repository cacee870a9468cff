import { once } from 'node:events';
import { createServer } from 'node:http';

/** What the probes of a worker ask for. */
export interface Health {
  /** Whether it polls for tasks. */
  isRunning(): boolean;
  /** Whether the service refuses all its calls for its own clock, key or token. */
  isRefused(): boolean;
}

/**
 * Answers `GET /healthz` with 200 while the worker is running, else with 503; and `GET /readyz` with 200 while, moreover, the
 * service does not refuse it.
 *
 * @param address - `host:port`; an IPv6 host is in brackets.
 * @throws Error when the address cannot be bound.
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
  await once(server, 'listening');
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
  if (!health.isRunning()) return { code: 503, status: 'stopping' };
  if (path === '/healthz') return { code: 200, status: 'running' };
  return health.isRefused() ? { code: 503, status: 'refused' } : { code: 200, status: 'ready' };
}
