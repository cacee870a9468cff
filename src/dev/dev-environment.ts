import getPort from 'get-port';
import { resolveCredentials } from '../eci/credentials.js';
import type { Eci } from '../eci/eci.js';
import { createSdkEci } from '../eci/sdk-eci.js';
import type { Scenario } from '../simulator/scenario.js';
import { type Simulator, startSimulator } from '../simulator/simulator.js';
import type { Environment } from '../worker/environment.js';
import { type RunningWorker, startWorker } from '../worker/start-worker.js';
import { inReverse } from './in-reverse.js';
import { type LocalTemporal, startLocalTemporal } from './local-temporal.js';
import { resolveTemporalCli } from './temporal-cli.js';

const host = '127.0.0.1';

export interface DevOptions {
  /** The worker's settings; its endpoint is not used, the simulator is. */
  readonly environment: Environment;
  readonly scenario: Scenario;
  /** Where the Temporal CLI is looked for, and plans' webhooks. */
  readonly env: NodeJS.ProcessEnv;
  /** Each default: a free one. */
  readonly temporalPort?: number | undefined;
  readonly uiPort?: number | undefined;
  readonly simulatorPort?: number | undefined;
  /** Told what is being started. */
  readonly onStep?: (sentence: string) => void;
}

/** A Temporal dev server with UI, the simulator, and a worker between them, all on loopback. */
export interface DevEnvironment {
  readonly temporal: LocalTemporal;
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** `http://127.0.0.1:port`. */
  readonly uiUrl: string;
  readonly namespace: string;
  readonly simulator: Simulator;
  /** Rejects when the worker breaks. */
  readonly worker: RunningWorker;
  /** Stops all three, the last started first. One that fails does not keep the others up. */
  stop(): Promise<void>;
}

/**
 * Starts all three. When one does not start, those before it are stopped. The process's Temporal runtime must have been
 * installed before.
 *
 * @throws Error with the choices when there is no Temporal CLI.
 */
export async function startDevEnvironment(options: DevOptions): Promise<DevEnvironment> {
  const { environment, scenario, onStep = () => {} } = options;
  const stops: (() => Promise<void>)[] = [];
  const stop = () => inReverse(stops.splice(0));
  try {
    onStep('Starting the simulator of the ECI service.');
    const simulator = await startSimulator({
      scenario,
      ...(options.simulatorPort === undefined ? {} : { port: options.simulatorPort }),
    });
    stops.push(() => simulator.close());

    onStep('Starting a Temporal dev server with its UI.');
    const port = options.temporalPort ?? (await getPort({ host }));
    const uiPort = options.uiPort ?? (await getPort({ host, exclude: [port] }));
    const temporal = await startLocalTemporal(resolveTemporalCli(options.env), { port, uiPort });
    stops.push(() => temporal.stop());

    onStep('Starting a worker.');
    const namespace = 'default';
    const worker = await startWorker({
      environment,
      connection: temporal.nativeConnection,
      namespace,
      temporal: temporal.client,
      eci: simulatedEci(simulator, environment.timeoutMs),
      env: options.env,
    });
    stops.push(() => worker.shutdown());
    return {
      temporal,
      address: temporal.address,
      uiUrl: `http://${host}:${uiPort}`,
      namespace,
      simulator,
      worker,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** By the simulator's own key, whatever keys the environment holds: a demo must never reach the real cloud. */
function simulatedEci({ scenario, url }: Simulator, timeoutMs: number): Eci {
  const [key] = scenario.credentials;
  if (key === undefined) throw new Error('the scenario has no credentials');
  const { accessKeyId, accessKeySecret, securityToken } = key;
  const provider = {
    getProviderName: () => 'simulator',
    getCredentials: () =>
      Promise.resolve({
        providerName: 'simulator',
        accessKeyId,
        accessKeySecret,
        securityToken: securityToken ?? '',
      }),
  };
  return createSdkEci({ endpoint: url, timeoutMs, credentials: resolveCredentials({ chain: () => provider }) });
}
