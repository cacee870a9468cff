import type { Simulator } from '../../src/simulator/simulator.js';

export interface WorkerSettings {
  /** The address of the Temporal server. */
  readonly address: string;
  readonly taskQueue: string;
  readonly simulator: Simulator;
}

/** Variables of a worker whose only source of credentials is an endpoint on this port of loopback. */
export function credentialsFromPort(port: number): Record<string, string | undefined> {
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: undefined,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: undefined,
    ALIBABA_CLOUD_SECURITY_TOKEN: undefined,
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
    ALIBABA_CLOUD_CREDENTIALS_URI: `http://127.0.0.1:${port}/`,
  };
}

/** What an endpoint for credentials answers: these, for an hour. */
export function issuedCredentials(accessKeyId = '', accessKeySecret = '', securityToken = 'token'): string {
  const Expiration = new Date(Date.now() + 3_600_000).toISOString();
  return JSON.stringify({
    AccessKeyId: accessKeyId,
    AccessKeySecret: accessKeySecret,
    SecurityToken: securityToken,
    Expiration,
  });
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
