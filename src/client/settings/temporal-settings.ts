import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { defined } from '../../defined.js';
import { InvalidTemporalSettings } from '../errors.js';
import { settingsProblem } from './settings-problem.js';

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
 * @throws InvalidTemporalSettings if a file cannot be read, the profile does not exist, or no connection can be made with
 *   what was read, whatever the server.
 */
export function temporalSettings(env: NodeJS.ProcessEnv): TemporalSettings {
  const given = nonEmpty(env);
  const settings = loadSettings(given);
  const problem = settingsProblem(settings.connection);
  if (problem !== undefined) throw unusable(problem, given);
  return settings;
}

function loadSettings(given: Readonly<Record<string, string>>): TemporalSettings {
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: { ...given } });
    const { address = 'localhost:7233', apiKey, tls, metadata } = connectionOptions;
    return { address, namespace, connection: { address, ...defined({ apiKey, tls, metadata }) } };
  } catch (error) {
    throw unusable(error instanceof Error ? error.message : String(error), given, error);
  }
}

/** Names the variables that are set, and never shows a value: one of them may be a secret. */
function unusable(problem: string, given: Readonly<Record<string, string>>, cause?: unknown): InvalidTemporalSettings {
  const names = Object.keys(given)
    .filter((name) => name.startsWith('TEMPORAL_'))
    .toSorted();
  const source = names.length === 0 ? 'temporal.toml' : `${names.join(', ')} or temporal.toml`;
  return new InvalidTemporalSettings(
    `The settings for Temporal (TEMPORAL_*, temporal.toml) cannot be used: ${problem.replace(/\.$/, '')}. Correct ${source}.`,
    { cause },
  );
}

/** CI passes a secret that is not set as an empty value, and an empty API key would turn on TLS. */
function nonEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])),
  );
}
