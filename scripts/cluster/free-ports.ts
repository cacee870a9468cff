import getPort, { portNumbers } from 'get-port';

/** The server's members must have ports below those that Linux gives to outgoing connections. */
const FIRST = 20_000;
const LAST = 32_000;

/** Different free ports of loopback. Nothing keeps them free until they are used. */
export async function freePorts(count: number): Promise<number[]> {
  const taken = new Set<number>();
  while (taken.size < count) {
    const start = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    taken.add(await getPort({ host: '127.0.0.1', port: portNumbers(start, LAST), exclude: taken }));
  }
  return [...taken];
}
