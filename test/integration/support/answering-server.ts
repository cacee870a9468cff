import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackServer, loopbackServer } from '../../support/loopback-server.js';

/** One received request. */
export interface SeenRequest {
  readonly action: string;
  readonly host: string;
  readonly query: Readonly<Record<string, string>>;
  /** The client's port, which identifies the connection. */
  readonly connection: number | undefined;
  readonly headers: IncomingMessage['headers'];
}

export type Answer = (response: ServerResponse, request: SeenRequest, nth: number) => void;

/** A server on loopback that answers with a function and records its requests. It closes when the test ends. */
export interface AnsweringServer extends LoopbackServer {
  readonly seen: readonly SeenRequest[];
}

/** Call it within a test. `nth` starts at 1. */
export async function answeringServer(answer: Answer): Promise<AnsweringServer> {
  const seen: SeenRequest[] = [];
  const server = await loopbackServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    seen.push({
      action: String(request.headers['x-acs-action']),
      host: String(request.headers.host),
      query: Object.fromEntries(url.searchParams),
      connection: request.socket.remotePort,
      headers: request.headers,
    });
    const last = seen.at(-1);
    if (last !== undefined) answer(response, last, seen.length);
  });
  return { ...server, seen };
}

export function json(
  response: ServerResponse,
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(statusCode, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function raw(response: ServerResponse, statusCode: number, contentType: string, body: string) {
  response.writeHead(statusCode, { 'content-type': contentType }).end(body);
}
