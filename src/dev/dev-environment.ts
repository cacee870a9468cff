import getPort from 'get-port';
import { type CredentialSource, resolveCredentials } from '../eci/credentials.js';
import { defined } from '../defined.js';
import { createSdkEci } from '../eci/sdk-eci.js';
import type { Scenario } from '../simulator/scenario.js';
import { type Simulator, startSimulator } from '../simulator/simulator.js';
import type { Environment } from '../worker/environment.js';
import { type RunningWorker, startWorker } from '../worker/start-worker.js';
import { type LocalTemporal, startLocalTemporal } from './local-temporal.js';
import { resolveTemporalCli } from './temporal-cli.js';

const host = '127.0.0.1';

export interface DevOptions {
  /** The settings of the worker. Its endpoint is ignored: the worker uses the simulator. */
  readonly environment: Environment;
  readonly scenario: Scenario;
  /** Where the Temporal CLI and the webhooks of plans are looked up. */
  readonly env: NodeJS.ProcessEnv;
  /** Each by default a free port. */
  readonly temporalPort?: number | undefined;
  readonly uiPort?: number | undefined;
  readonly simulatorPort?: number | undefined;
  /** Called with a sentence about what is being started. */
  readonly onStep?: (sentence: string) => void;
}

/** A Temporal dev server with its UI, the simulator, and a worker that connects them, all on loopback. */
export interface DevEnvironment {
  readonly temporal: LocalTemporal;
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** `http://127.0.0.1:port`. */
  readonly uiUrl: string;
  readonly namespace: string;
  readonly simulator: Simulator;
  /** Its `done` rejects if the worker fails. */
  readonly worker: RunningWorker;
  /** Stops all three, the last started first. If one fails to stop, the others are stopped all the same. */
  stop(): Promise<void>;
}

/**
 * Starts all three. If one fails to start, those before it are stopped. The Temporal runtime of the process must have been
 * installed before.
 *
 * @throws Error if there is no Temporal CLI; its message lists the ways to get one.
 */
export async function startDevEnvironment(options: DevOptions): Promise<DevEnvironment> {
  const { environment, scenario, onStep = () => {} } = options;
  const stops: (() => Promise<void>)[] = [];
  const stop = () => inReverse(stops.splice(0));
  try {
    onStep('Starting the simulator of the ECI service.');
    const simulator = await startSimulator({ scenario, ...defined({ port: options.simulatorPort }) });
    stops.push(() => simulator.close());

    onStep('Starting a Temporal dev server with its UI.');
    const port = options.temporalPort ?? (await getPort({ host }));
    const uiPort = options.uiPort ?? (await getPort({ host, exclude: [port] }));
    const temporal = await startLocalTemporal(resolveTemporalCli(options.env), { port, uiPort });
    stops.push(() => temporal.stop());

    onStep('Starting a worker.');
    const namespace = 'default';
    const credentials = simulatedCredentials(simulator);
    const worker = await startWorker({
      environment,
      connection: temporal.nativeConnection,
      namespace,
      temporal: temporal.client,
      credentials,
      eci: createSdkEci({ endpoint: simulator.url, timeoutMs: environment.timeoutMs, credentials }),
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

/** Uses the key of the simulator, whatever the environment holds: a demo must never reach the real cloud. */
function simulatedCredentials({ scenario }: Simulator): CredentialSource {
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
  return resolveCredentials({ chain: () => provider });
}

/**
 * Runs the steps one after another, the last first, whether or not those before it failed.
 *
 * @throws AggregateError if any failed.
 */
export async function inReverse(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps.toReversed()) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    const reasons = errors.map((error) => (error instanceof Error ? error.message : String(error)));
    throw new AggregateError(errors, `not everything was stopped: ${reasons.join('; ')}`);
  }
}
