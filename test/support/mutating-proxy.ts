import { createServer, request as forward } from 'node:http';
import { type Mutation, mutated } from './mutated-json.js';

/** A service between the product and the simulator that changes some of the simulator's answers. */
export interface MutatingProxy {
  readonly url: string;
  /** How many answers were changed so far. */
  readonly changed: () => number;
  /** From now on every answer passes as it is. */
  stop(): void;
  close(): Promise<void>;
}

/**
 * Starts the proxy on a free loopback port.
 *
 * @param target the address to pass calls on to.
 * @param changes one for each answer, in turn; `undefined` leaves the answer as it is.
 */
export async function mutatingProxy(
  target: string,
  changes: readonly (Mutation | undefined)[],
): Promise<MutatingProxy> {
  let [answers, changed, isStopped] = [0, 0, false];
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const passed = forward(new URL(url ?? '/', target), { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => outgoing.destroy());
      answer.on('end', () => {
        const change = isStopped ? undefined : changes[answers % changes.length];
        answers += 1;
        if (change !== undefined) changed += 1;
        const body = Buffer.concat(chunks);
        const { 'content-length': _, ...kept } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 500, kept);
        outgoing.end(change === undefined ? body : changedBody(body, change));
      });
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    changed: () => changed,
    stop: () => {
      isStopped = true;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A body that is not JSON is cut in half. */
function changedBody(body: Buffer, change: Mutation): string {
  const text = body.toString('utf8');
  try {
    return JSON.stringify(mutated(JSON.parse(text), change)) ?? '';
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text.slice(0, text.length / 2);
  }
}
