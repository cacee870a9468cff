import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type EciPackage from '@alicloud/eci20180808';
import type { SdkCredential } from './credentials.js';
import { eciEndpoint } from './endpoint.js';
import { noteServiceTime } from './service-clock.js';

type SdkClient = InstanceType<typeof EciPackage.default>;
type SdkConfig = ConstructorParameters<typeof EciPackage.default>[0];
type SdkRuntime = Parameters<SdkClient['listUsageWithOptions']>[1];

/**
 * The vendor's packages are CommonJS with `exports.default`. An `import` of one yields the class under one loader and a
 * wrapper around it under another; `require` yields the same under all.
 */
const require = createRequire(import.meta.url);

export const eciPackage: typeof EciPackage = require('@alicloud/eci20180808');

/** The packages that define the SDK's options, in the versions that the SDK itself uses. */
const requireOfSdk = createRequire(require.resolve('@alicloud/eci20180808'));
const openApiPackage: { readonly Config: new (fields: Partial<SdkConfig>) => SdkConfig } =
  requireOfSdk('@alicloud/openapi-client');
const teaUtilPackage: { readonly RuntimeOptions: new (fields: Partial<SdkRuntime>) => SdkRuntime } =
  requireOfSdk('@alicloud/tea-util');

// Once per process, however many clients it makes.
watchResponses();

export interface SdkClientOptions {
  /** A template that may contain `{region}`. */
  readonly endpoint: string;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly credential: SdkCredential;
}

/** A region's client, and the options to pass with each of its calls. */
export interface RegionClient {
  readonly client: SdkClient;
  readonly runtime: SdkRuntime;
}

/**
 * One SDK client per region, created on first use. The clients share the SDK's keep-alive agents, which do not limit the
 * number of sockets and do not keep the process alive.
 */
export function sdkClients({ endpoint, timeoutMs, credential }: SdkClientOptions): (region: string) => RegionClient {
  const clients = new Map<string, RegionClient>();
  const runtime = new teaUtilPackage.RuntimeOptions({
    // Trap 3: when only one of the two is set, the SDK uses 3 s for the other.
    connectTimeout: timeoutMs,
    readTimeout: timeoutMs,
    // Trap 2: the option has no effect. The workflows retry.
    autoretry: false,
  });

  return (region) => {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const config = new openApiPackage.Config({
      ...eciEndpoint(endpoint, region),
      credential,
      userAgent: 'eci-replicator',
    });
    const made = { client: new eciPackage.default(config), runtime };
    clients.set(region, made);
    return made;
  };
}

/**
 * The SDK starts a timer of `readTimeout` for each request and never clears it. Until the timer fires it keeps the
 * request, and everything that waited for it, in memory. When it fires, it clears the timer of whichever request its
 * keep-alive socket serves at that moment. So each timer is cleared here as soon as its response has been read. Requests
 * of other clients, whose sockets have no such timer, are left alone.
 *
 * The SDK drops the headers of errors (trap 8), so the service's time is read here too.
 */
function watchResponses(): void {
  diagnosticsChannel.channel('http.client.response.finish').subscribe((message) => {
    const { response } = message as { response: IncomingMessage };
    const timer = readTimer(response.socket);
    if (timer === undefined) return;
    response.once('close', () => clearTimeout(timer));
    limitBody(response);
    noteServiceTime(response.headers.date);
  });
}

/** Bytes as they arrive. A page of 20 data caches has some 100 KB. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** The SDK keeps whatever arrives within its time-out. A response that is too large is cut off like a broken connection. */
function limitBody(response: IncomingMessage): void {
  const push = response.push.bind(response);
  let received = 0;
  response.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    received += chunk?.length ?? 0;
    if (received <= MAX_BODY_BYTES) return push(chunk, encoding);
    response.destroy(new Error('the response is too large'));
    return false;
  };
}

function readTimer(socket: Socket | null): NodeJS.Timeout | undefined {
  // Other code may publish on this channel too, and an exception here would end the process.
  if (socket === null) return undefined;
  // `httpx`, the SDK's HTTP client, stores the timer of a socket's current request under a symbol of this name.
  const key = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'TIMER::READ_TIMER');
  return key === undefined ? undefined : ((socket as unknown as Record<symbol, unknown>)[key] as NodeJS.Timeout);
}
