import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { defined } from '../defined.js';
import { InvalidTemporalSettings } from './errors.js';

/** Where Temporal is and how to connect to it. */
export interface TemporalSettings {
  readonly address: string;
  /** Default: `default`. */
  readonly namespace: string;
  /** For clients and for workers. */
  readonly connection: {
    readonly address: string;
    readonly apiKey?: string;
    readonly tls?: Exclude<ConnectionOptions['tls'], undefined>;
    readonly metadata?: Exclude<ConnectionOptions['metadata'], undefined>;
  };
}

/**
 * `TEMPORAL_*` and `temporal.toml`, as Temporal's environment configuration defines them. Default address:
 * `localhost:7233`. An empty value counts as unset.
 *
 * @throws InvalidTemporalSettings if a file cannot be read or the profile does not exist.
 */
export function temporalSettings(env: NodeJS.ProcessEnv): TemporalSettings {
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: nonEmpty(env) });
    const { address = 'localhost:7233', apiKey, tls, metadata } = connectionOptions;
    return { address, namespace, connection: { address, ...defined({ apiKey, tls, metadata }) } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidTemporalSettings(
      `The settings for Temporal (TEMPORAL_*, temporal.toml) cannot be used: ${reason}`,
      { cause: error },
    );
  }
}

/** CI passes a secret that is not set as an empty value, and an empty API key would turn on TLS. */
function nonEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])),
  );
}
