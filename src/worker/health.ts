import { once } from 'node:events';
import { createServer } from 'node:http';
import { cannotListen } from './cannot-listen.js';

/** What the probes of a worker ask for. */
export interface Health {
  /** Of the worker's code. */
  readonly version: { readonly version: string; readonly buildId: string; readonly deployment?: string };
  /** Whether it polls for tasks. */
  phase(): 'starting' | 'running' | 'stopping';
  /** What keeps the worker from serving runs, in a word or two; `undefined`: nothing that is known. */
  obstacle(): string | undefined;
}

/**
 * Answers `GET /livez` with 200 as long as the process does; `GET /healthz` with 200 while the worker polls, else with 503;
 * `GET /readyz` with 200 while, moreover, nothing keeps it from serving runs; and `GET /version` with what it runs.
 *
 * @param address - `host:port`; an IPv6 host is in brackets.
 * @throws InvalidWorkerSettings when the address cannot be bound.
 */
export async function serveHealth(address: string, health: Health): Promise<{ close(): Promise<void> }> {
  const { hostname, port } = new URL(`http://${address}`);
  const server = createServer((request, response) => {
    const path = ['GET', 'HEAD'].includes(request.method ?? '') ? request.url?.split('?')[0] : undefined;
    const { code, body } = answerTo(path, health);
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
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

/** Why the worker does not serve runs, in a word or two; `undefined` if it does, as far as is known. */
export function unreadiness(health: Health): string | undefined {
  const phase = health.phase();
  return health.obstacle() ?? (phase === 'running' ? undefined : phase);
}

function answerTo(path: string | undefined, health: Health): { readonly code: number; readonly body?: object } {
  const phase = health.phase();
  switch (path) {
    case '/version':
      return { code: 200, body: health.version };
    // Restarting the worker would help with nothing that the other probes report.
    case '/livez':
      return { code: 200, body: { status: phase } };
    case '/healthz':
      return { code: phase === 'running' ? 200 : 503, body: { status: phase } };
    case '/readyz': {
      const obstacle = unreadiness(health);
      return { code: obstacle === undefined ? 200 : 503, body: { status: obstacle ?? 'ready' } };
    }
    case undefined:
    default:
      return { code: 404 };
  }
}
