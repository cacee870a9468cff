import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

/** One request as it came in. */
export interface SeenRequest {
  readonly action: string;
  readonly host: string;
  readonly query: Readonly<Record<string, string>>;
  /** The client's port: requests on one connection share it. */
  readonly connection: number | undefined;
  readonly headers: IncomingMessage['headers'];
}

export type Answer = (response: ServerResponse, request: SeenRequest, nth: number) => void;

/** A server on loopback that answers as told, and remembers what it was asked. It closes when the test ends. */
export interface AnsweringServer {
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** Call it within a test. `nth` counts from 1. */
export async function answeringServer(answer: Answer): Promise<AnsweringServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return { port: address.port, seen, close };
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
