import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Notification } from '../../src/notify/notification.js';

/** One request as it came in. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The text that was signed. */
  readonly body: string;
  readonly notification: Notification;
}

export interface Answer {
  /** `hang`: none. */
  readonly status: number | 'hang';
  readonly headers?: Record<string, string>;
}

/** A receiver of webhooks on loopback, which closes when the test ends. */
export interface WebhookReceiver {
  /** With a path and a query that are nobody's business. */
  readonly url: string;
  readonly received: readonly Received[];
  /** How it answers from now on. */
  answer(answer: Answer): void;
}

/** What of the receiver's address must be told nowhere. */
export const ADDRESS_SECRETS = ['hook-path-secret', 'query-secret'];

/** Answers 204 until it is told otherwise. Call it within a test. */
export async function webhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let next: Answer = { status: 204 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ path: request.url ?? '', headers, body, notification: JSON.parse(body) as Notification });
      if (next.status !== 'hang') response.writeHead(next.status, next.headers).end('a body that is secret-answer');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return {
    url: `http://127.0.0.1:${address.port}/${ADDRESS_SECRETS[0]}?token=${ADDRESS_SECRETS[1]}`,
    received,
    answer: (answer) => {
      next = answer;
    },
  };
}
