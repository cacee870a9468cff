import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * Answers `GET /healthz` with 200 while `isHealthy` returns true, else with 503.
 *
 * @param address - `host:port`; an IPv6 host is in brackets.
 * @throws Error when the address cannot be bound.
 */
export async function serveHealth(address: string, isHealthy: () => boolean): Promise<{ close(): Promise<void> }> {
  const { hostname, port } = new URL(`http://${address}`);
  const server = createServer((request, response) => {
    const isProbe = request.url?.split('?')[0] === '/healthz' && ['GET', 'HEAD'].includes(request.method ?? '');
    const healthy = isHealthy();
    response.writeHead(isProbe ? (healthy ? 200 : 503) : 404, { 'content-type': 'application/json' });
    response.end(isProbe ? JSON.stringify({ status: healthy ? 'running' : 'stopping' }) : undefined);
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
