import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** How `httpx`, the SDK's HTTP client, calls the symbol under which a socket keeps the timer of its current request. */
const READ_TIMER = 'TIMER::READ_TIMER';

const answered = diagnosticsChannel.channel('http.client.response.finish');

/**
 * The SDK begins a timer of `readTimeout` for each request and ends none. For that long each keeps its request and all that
 * waited for it in memory; and when it goes off, it ends the timer of whichever request its keep-alive socket serves by then.
 * Here each is ended once its answer has been read. Requests of others, on sockets without such a timer, are left alone.
 */
export function endReadTimers(): void {
  answered.subscribe(onAnswer);
}

function onAnswer(message: unknown): void {
  const { response } = message as { response: IncomingMessage };
  const timer = readTimer(response.socket);
  if (timer !== undefined) response.once('close', () => clearTimeout(timer));
}

function readTimer(socket: Socket | null): NodeJS.Timeout | undefined {
  // What is thrown here would end the process: others may publish here too.
  if (socket === null) return undefined;
  const key = Object.getOwnPropertySymbols(socket).find(({ description }) => description === READ_TIMER);
  return key === undefined ? undefined : ((socket as unknown as Record<symbol, unknown>)[key] as NodeJS.Timeout);
}
