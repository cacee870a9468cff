import { createServer, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';

export interface LoopbackServer {
  readonly port: number;
  /** Cuts open connections. */
  close(): Promise<void>;
}

/** Starts an HTTP server on a free loopback port. It closes when the test ends; call it within a test. */
export async function loopbackServer(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return { port: address.port, close };
}
