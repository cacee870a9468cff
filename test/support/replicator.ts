import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { credentialsPackage, resolveCredentials } from '../../src/eci/credentials.js';
import { createSdkEci } from '../../src/eci/sdk-eci.js';
import { type ScenarioInput, scenarioOf } from '../../src/simulator/scenario.js';
import { type Simulator, startSimulator } from '../../src/simulator/simulator.js';
import { type RunningWorker, startWorker } from '../../src/worker/start-worker.js';

export interface ReplicatorOptions {
  readonly address: string;
  /** Default: `default`. */
  readonly namespace?: string;
  readonly scenario?: ScenarioInput;
  readonly timeoutMs?: number;
  readonly copiesPerSecond?: number;
  readonly plansFolder?: string;
  /** Of the worker; default: empty. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: one that no other test uses. */
  readonly taskQueue?: string;
  /** Default: one of its own, of the scenario, which it closes. */
  readonly simulator?: Simulator;
  /** Epoch ms, for tests in which the server's time is skipped. */
  readonly clock?: () => number | Promise<number>;
}

/** A real worker over the real SDK against the simulator, on a task queue of its own. */
export interface Replicator {
  readonly simulator: Simulator;
  readonly client: Client;
  readonly taskQueue: string;
  readonly worker: RunningWorker;
  close(): Promise<void>;
}

let queues = 0;

/** Bundling takes seconds of the main thread: one bundle serves all workers of the process. */
let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  bundle ??= bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  return bundle;
}

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

export async function openReplicator(options: ReplicatorOptions): Promise<Replicator> {
  const { address, namespace = 'default', scenario = {}, clock } = options;
  const { timeoutMs = 5_000, copiesPerSecond = 1000, plansFolder = '.', env = {} } = options;
  const simulator =
    options.simulator ??
    (await startSimulator({ scenario: scenarioOf(scenario), ...(clock === undefined ? {} : { clock }) }));
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  queues += 1;
  const taskQueue = options.taskQueue ?? `queue-${process.pid}-${queues}`;
  const worker = await startWorker({
    environment: { taskQueue, timeoutMs, copiesPerSecond, plansFolder },
    connection: native,
    namespace,
    temporal: client,
    eci: simulatedEci(simulator, timeoutMs),
    env,
    workflows: { workflowBundle: await workflowBundle() },
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

/** The product's own adapter, pointed at the simulator. */
function simulatedEci(simulator: Simulator, timeoutMs: number) {
  const [key] = simulator.scenario.credentials;
  if (key === undefined) throw new Error('the scenario names no credentials');
  const chain = () =>
    credentialsPackage.StaticAKCredentialsProvider.builder()
      .withAccessKeyId(key.accessKeyId)
      .withAccessKeySecret(key.accessKeySecret)
      .build();
  return createSdkEci({ endpoint: simulator.url, timeoutMs, credentials: resolveCredentials({ chain }) });
}
