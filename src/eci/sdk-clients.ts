import {
  eciPackage,
  openApiPackage,
  type SdkClient,
  type SdkCredential,
  type SdkRuntime,
  teaUtilPackage,
} from './alicloud.js';
import { endReadTimers } from './end-read-timers.js';
import { eciEndpoint } from './endpoint.js';

// Once a process, however many clients it makes.
endReadTimers();

export interface SdkClientOptions {
  /** A template that may hold `{region}`. */
  readonly endpoint: string;
  /** Milliseconds. */
  readonly timeoutMs: number;
  readonly credential: SdkCredential;
}

/** A region's client, and the options that go with each of its calls. */
export interface RegionClient {
  readonly client: SdkClient;
  readonly runtime: SdkRuntime;
}

/**
 * One SDK client a region, made when first asked for. They share the SDK's keep-alive agents, which set no limit on
 * sockets and do not hold the process open.
 */
export function sdkClients({ endpoint, timeoutMs, credential }: SdkClientOptions): (region: string) => RegionClient {
  const clients = new Map<string, RegionClient>();
  const runtime = new teaUtilPackage.RuntimeOptions({
    // Trap 3: given one alone, the SDK keeps 3 s for the other.
    connectTimeout: timeoutMs,
    readTimeout: timeoutMs,
    // Trap 2: it does nothing, and retrying is the workflow's business.
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
