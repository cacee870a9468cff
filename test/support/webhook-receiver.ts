import type { Notification } from '../../src/notify/notification.js';
import { loopbackServer } from './loopback-server.js';

/** One received request. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The text that was signed. */
  readonly body: string;
  readonly notification: Notification;
}

export interface Answer {
  /** `hang` means no answer. */
  readonly status: number | 'hang';
  readonly headers?: Record<string, string>;
  /** Default: one that must appear nowhere. */
  readonly text?: string;
}

/** A receiver of webhooks on loopback, which closes when the test ends. */
export interface WebhookReceiver {
  /** Its path and query are secret. */
  readonly url: string;
  readonly received: readonly Received[];
  /** Sets the answer from now on. */
  answer(answer: Answer): void;
}

/** The parts of the receiver's address that must appear nowhere. */
export const ADDRESS_SECRETS = ['hook-path-secret', 'query-secret'];

/** Answers 204 by default. Call it within a test. */
export async function webhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let next: Answer = { status: 204 };
  const { port } = await loopbackServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ path: request.url ?? '', headers, body, notification: JSON.parse(body) as Notification });
      if (next.status === 'hang') return;
      response.writeHead(next.status, next.headers).end(next.text ?? 'a body that is secret-answer');
    });
  });
  return {
    url: `http://127.0.0.1:${port}/${ADDRESS_SECRETS[0]}?token=${ADDRESS_SECRETS[1]}`,
    received,
    answer: (answer) => {
      next = answer;
    },
  };
}
