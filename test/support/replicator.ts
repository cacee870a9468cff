import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, type WorkerOptions } from '@temporalio/worker';
import { defined } from '../../src/defined.js';
import { type CredentialSource, credentialsPackage, resolveCredentials } from '../../src/eci/credentials.js';
import { createSdkEci } from '../../src/eci/sdk-eci.js';
import { type ScenarioInput, scenarioOf } from '../../src/simulator/scenario.js';
import { type Simulator, startSimulator } from '../../src/simulator/simulator.js';
import { type RunningWorker, startWorker } from '../../src/worker/start-worker.js';
import { builtWorkflows } from './built-package.js';

export interface ReplicatorOptions {
  readonly address: string;
  /** Default: `default`. */
  readonly namespace?: string;
  readonly scenario?: ScenarioInput;
  readonly timeoutMs?: number;
  readonly copiesPerSecond?: number;
  readonly plansFolder?: string;
  /** The environment of the worker; default: empty. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: a queue that no other test uses. */
  readonly taskQueue?: string;
  /** Default: a new simulator of the scenario, which `close` closes. */
  readonly simulator?: Simulator;
  /** Default: `test`. */
  readonly buildId?: string;
  /** Default: none, so that the worker is not versioned. */
  readonly deployment?: string;
  /** Default: those of the package. */
  readonly workflows?: Pick<WorkerOptions, 'workflowsPath'>;
  /** Epoch ms; for tests on a time-skipping server. */
  readonly clock?: () => number | Promise<number>;
}

/** A real worker that calls the simulator through the real SDK, on its own task queue. */
export interface Replicator {
  readonly simulator: Simulator;
  readonly client: Client;
  readonly taskQueue: string;
  readonly worker: RunningWorker;
  close(): Promise<void>;
}

let queues = 0;

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

export async function openReplicator(options: ReplicatorOptions): Promise<Replicator> {
  const { address, namespace = 'default', scenario = {}, clock } = options;
  const { timeoutMs = 5_000, copiesPerSecond = 1000, plansFolder = '.', env = {}, buildId = 'test' } = options;
  const versioning = { buildId, ...defined({ deployment: options.deployment }) };
  const simulator =
    options.simulator ??
    (await startSimulator({ scenario: scenarioOf(scenario), ...(clock === undefined ? {} : { clock }) }));
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  const credentials = simulatedCredentials(simulator);
  queues += 1;
  const taskQueue = options.taskQueue ?? `queue-${process.pid}-${queues}`;
  const worker = await startWorker({
    environment: { taskQueue, ...versioning, timeoutMs, copiesPerSecond, plansFolder },
    connection: native,
    namespace,
    temporal: client,
    credentials,
    eci: createSdkEci({ endpoint: simulator.url, timeoutMs, credentials }),
    env,
    workflows: options.workflows ?? builtWorkflows,
  });
  return {
    simulator,
    client,
    taskQueue,
    worker,
    async close() {
      await worker.shutdown();
      await native.close();
      await connection.close();
      if (options.simulator === undefined) await simulator.close();
    },
  };
}

/** The credentials of the product, with the simulator's key. */
function simulatedCredentials(simulator: Simulator): CredentialSource {
  const [key] = simulator.scenario.credentials;
  if (key === undefined) throw new Error('the scenario names no credentials');
  const chain = () =>
    credentialsPackage.StaticAKCredentialsProvider.builder()
      .withAccessKeyId(key.accessKeyId)
      .withAccessKeySecret(key.accessKeySecret)
      .build();
  return resolveCredentials({ chain });
}
