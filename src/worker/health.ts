import { fastify } from 'fastify';

/** Answers `GET /healthz` with 200 while `isHealthy`, else 503. `address` is `host:port`. */
export async function serveHealth(address: string, isHealthy: () => boolean): Promise<{ close(): Promise<void> }> {
  const split = address.lastIndexOf(':');
  const app = fastify();
  app.get('/healthz', (_request, reply) => {
    const healthy = isHealthy();
    return reply.code(healthy ? 200 : 503).send({ status: healthy ? 'running' : 'stopping' });
  });
  await app.listen({ host: address.slice(0, split).replace(/^\[|\]$/g, ''), port: Number(address.slice(split + 1)) });
  return { close: () => app.close() };
}
