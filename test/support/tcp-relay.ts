import { connect, createServer, type Socket } from 'node:net';
import { CallCounter } from './call-counter.js';

/** What becomes of new connections to a server that has gone away. */
export type Absence = 'refuses' | 'stalls';

/** A way to a server that can go away and come back. */
export interface TcpRelay {
  /** `127.0.0.1:PORT`; the same after it has come back. */
  readonly address: string;
  readonly isAway: boolean;
  /** Cuts every connection. New ones are refused, or, where it `stalls`, accepted and never answered. */
  goAway(how?: Absence): Promise<void>;
  /** Goes away once so many gRPC calls have passed: the next one does not reach the server. */
  goAwayAfter(calls: number, how?: Absence): void;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a relay on a free loopback port. @param target `host:port`. */
export async function tcpRelay(target: string): Promise<TcpRelay> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  let stalls = false;
  let callsLeft = Number.POSITIVE_INFINITY;
  let leaving: Absence = 'refuses';
  const track = (socket: Socket) => {
    sockets.add(socket);
    // What becomes of a connection is for its two ends to judge.
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    track(client);
    if (stalls) return;
    const upstream = connect(Number(port), host);
    track(upstream);
    const counter = new CallCounter();
    client.on('data', (bytes: Buffer) => {
      callsLeft -= counter.begun(bytes);
      if (callsLeft >= 0) upstream.write(bytes);
      else void goAway(leaving);
    });
    upstream.pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('the relay has no port');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      cut();
    });
  const goAway = async (how: Absence = 'refuses'): Promise<void> => {
    stalls = how === 'stalls';
    if (stalls) cut();
    else await shut();
  };
  return {
    address: `127.0.0.1:${bound.port}`,
    get isAway() {
      return stalls || !server.listening;
    },
    goAway,
    goAwayAfter(calls, how = 'refuses') {
      callsLeft = calls;
      leaving = how;
    },
    async comeBack() {
      stalls = false;
      callsLeft = Number.POSITIVE_INFINITY;
      if (server.listening) cut();
      else await listen(bound.port);
    },
    close: shut,
  };
}
