import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingRequest } from './authentication.js';
import type { Endpoint } from './endpoint.js';
import type { Ledger } from './ledger.js';
import { ApiError, refusal, type Reply } from './wire.js';

export const SERVER_NAME = 'eci-replicator-simulator';

const BAD_GATEWAY = `<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1>${SERVER_NAME}</body></html>`;

/** The parameters travel in the URL, so a body of the SDK is empty. Bytes. */
const MAX_BODY = 1_048_576;

export interface ServerParts {
  readonly endpoint: Endpoint;
  readonly ledger: () => Ledger;
  readonly log: (line: object) => void;
  /** Ends the stalls under way. */
  readonly closing: AbortSignal;
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Closes all connections, also those with a call under way. */
  close(): Promise<void>;
}

/**
 * Starts the HTTP server: the service at `POST /`, the ledger at `GET /_simulator/ledger`.
 *
 * @throws Error when the port is in use.
 */
export async function startServer(parts: ServerParts, at: { port: number; host: string }): Promise<RunningServer> {
  const server = createServer((request, response) => {
    response.setHeader('Server', SERVER_NAME);
    respond(parts, request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      parts.log({ msg: 'the simulator failed', error: message });
      const told = error instanceof ApiError ? error : new ApiError('InternalError', message);
      send(refusal(told, randomUUID()), response);
    });
  });
  server.listen(at);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${at.host}:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  { endpoint, ledger, log, closing }: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '' } = request;
  // The signature covers the raw body.
  const body = await bodyOf(request);
  if (body === undefined) return;
  const route = `${method} ${url.split('?')[0]}`;
  if (route === 'GET /_simulator/ledger') return sendJson(response, 200, ledger());
  if (route !== 'POST /') {
    const message = 'Specified api is not found, please check your url and method.';
    return send(refusal(new ApiError('InvalidAction.NotFound', message), randomUUID()), response);
  }
  const answer = await endpoint.answer({ method, url, headers: headersOf(request), body });
  const { action, region, requestId, status, code, fault, body: content } = answer;
  log({ msg: 'call', action, region, requestId, status, code, fault, dataCacheId: content?.['DataCacheId'] });
  const inTime = await stall(answer, closing);
  send(inTime ? answer : { ...answer, kind: 'cut' }, response);
}

/** `undefined`: the client has closed the connection. @throws ApiError if the body is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      // What is too large is read to its end all the same, so that the client reads the answer.
      if (size <= MAX_BODY) chunks.push(chunk);
    }
  } catch (error) {
    if (!request.destroyed) throw error;
    return undefined;
  }
  if (size > MAX_BODY) throw new ApiError('InvalidParameter', `The body is larger than ${MAX_BODY} bytes.`);
  return Buffer.concat(chunks);
}

function headersOf({ headers }: IncomingMessage): IncomingRequest['headers'] {
  const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]);
  return Object.fromEntries(single);
}

/** Resolves to false when the simulator closed during the stall. */
async function stall({ stallFor }: Reply, closing: AbortSignal): Promise<boolean> {
  if (stallFor === undefined) return true;
  return sleep(stallFor, true, { signal: closing }).catch(() => false);
}

function send(answer: Reply, response: ServerResponse): void {
  if (answer.date !== undefined) response.setHeader('Date', new Date(answer.date).toUTCString());
  switch (answer.kind) {
    case 'cut':
      response.destroy();
      return;
    case 'html':
      response.writeHead(answer.status, { 'content-type': 'text/html; charset=utf-8' }).end(BAD_GATEWAY);
      return;
    case 'json':
      response.setHeader('x-acs-request-id', answer.requestId);
      sendJson(response, answer.status, answer.body);
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
