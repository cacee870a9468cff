import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingRequest } from './authentication.js';
import type { Endpoint } from './endpoint.js';
import type { Ledger } from './ledger.js';
import { ApiError, refusal, type Reply } from './wire.js';

export const SERVER_NAME = 'eci-replicator-simulator';

const BAD_GATEWAY = `<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1>${SERVER_NAME}</body></html>`;

export interface ServerParts {
  readonly endpoint: Endpoint;
  readonly ledger: () => Ledger;
  readonly log: (line: object) => void;
  /** Ends the stalls under way. */
  readonly closing: AbortSignal;
}

/** The HTTP server: the service at `POST /`, the ledger at `GET /_simulator/ledger`. */
export function buildServer({ endpoint, ledger, log, closing }: ServerParts): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  // The signature covers the raw body.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('Server', SERVER_NAME);
  });

  app.get('/_simulator/ledger', () => ledger());
  app.post('/', async (request, reply) => {
    const answer = await endpoint.answer(incoming(request));
    const { action, region, requestId, status, code, fault, body } = answer;
    log({ msg: 'call', action, region, requestId, status, code, fault, dataCacheId: body?.['DataCacheId'] });
    const inTime = await stall(answer, closing);
    return send(inTime ? answer : { ...answer, kind: 'cut' }, request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const error = new ApiError(
      'InvalidAction.NotFound',
      'Specified api is not found, please check your url and method.',
    );
    return send(refusal(error, request.id), request, reply);
  });
  app.setErrorHandler((error, request, reply) => {
    const message = error instanceof Error ? error.message : String(error);
    log({ msg: 'the simulator failed', error: message });
    return send(refusal(new ApiError('InternalError', message), request.id), request, reply);
  });
  return app;
}

function incoming({ method, url, headers, body }: FastifyRequest): IncomingRequest {
  const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]);
  return { method, url, headers: Object.fromEntries(single), body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) };
}

/** Resolves to false when the simulator closed during the stall. */
async function stall({ stallFor }: Reply, closing: AbortSignal): Promise<boolean> {
  if (stallFor === undefined) return true;
  return sleep(stallFor, true, { signal: closing }).catch(() => false);
}

function send(answer: Reply, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (answer.date !== undefined) reply.header('Date', new Date(answer.date).toUTCString());
  switch (answer.kind) {
    case 'cut':
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    case 'html':
      return reply.code(answer.status).type('text/html; charset=utf-8').send(BAD_GATEWAY);
    case 'json':
      return reply.code(answer.status).header('x-acs-request-id', answer.requestId).send(answer.body);
  }
}
