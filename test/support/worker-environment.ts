import type { Simulator } from '../../src/simulator/simulator.js';

export interface WorkerSettings {
  /** The address of the Temporal server. */
  readonly address: string;
  readonly taskQueue: string;
  readonly simulator: Simulator;
}

/** The environment in which the built `eci-replicator worker` uses a simulator. Its calls time out after 1 s. */
export function workerEnvironment({
  address,
  taskQueue,
  simulator,
}: WorkerSettings): Record<string, string | undefined> {
  const [key] = simulator.scenario.credentials;
  return {
    TEMPORAL_ADDRESS: address,
    ECI_ENDPOINT: simulator.url,
    ECI_TIMEOUT: '1s',
    ECI_REPLICATOR_TASK_QUEUE: taskQueue,
    ALIBABA_CLOUD_ACCESS_KEY_ID: key?.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: key?.accessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: key?.securityToken,
  };
}
