import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** Where Temporal is and how to speak to it. */
export interface TemporalSettings {
  readonly address: string;
  /** Default: `default`. */
  readonly namespace: string;
  readonly connection: ConnectionOptions;
}

/** The settings say something that cannot be read; the message is a sentence. */
class InvalidTemporalSettings extends Error {
  override readonly name = 'InvalidTemporalSettings';
}

/**
 * `TEMPORAL_*` and `temporal.toml`, as Temporal's own environment configuration defines them. Default address:
 * `localhost:7233`. An empty value counts as unset.
 *
 * @throws InvalidTemporalSettings when a file cannot be read, or the profile does not exist.
 */
export function temporalSettings(env: NodeJS.ProcessEnv): TemporalSettings {
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: setIn(env) });
    const { address = 'localhost:7233', apiKey, tls, metadata } = connectionOptions;
    return {
      address,
      namespace,
      connection: {
        address,
        ...(apiKey === undefined ? {} : { apiKey }),
        ...(tls === undefined ? {} : { tls }),
        ...(metadata === undefined ? {} : { metadata }),
      },
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidTemporalSettings(
      `The settings for Temporal (TEMPORAL_*, temporal.toml) cannot be used: ${reason}`,
      {
        cause: error,
      },
    );
  }
}

/** A secret that a pipeline does not have comes as an empty value: an empty API key would turn on TLS. */
function setIn(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])),
  );
}
