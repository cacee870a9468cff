import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can go away and come back. */
export interface TcpRelay {
  /** `127.0.0.1:PORT`; the same after it has come back. */
  readonly address: string;
  /** Cuts every connection. New ones are refused, or, where it `stalls`, accepted and never answered. */
  goAway(how?: 'refuses' | 'stalls'): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a relay on a free loopback port. @param target `host:port`. */
export async function tcpRelay(target: string): Promise<TcpRelay> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  let stalls = false;
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
    client.pipe(upstream).pipe(client);
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
  return {
    address: `127.0.0.1:${bound.port}`,
    async goAway(how = 'refuses') {
      stalls = how === 'stalls';
      if (stalls) cut();
      else await shut();
    },
    async comeBack() {
      stalls = false;
      if (server.listening) cut();
      else await listen(bound.port);
    },
    close: shut,
  };
}
