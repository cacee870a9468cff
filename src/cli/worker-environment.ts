import { type Environment, parseEnvironment } from '../worker/environment.js';
import { CliError } from './cli-error.js';
import { ExitCode } from './exit-code.js';

/** The worker's settings. @throws CliError, usage, with every mistake at once. */
export function workerEnvironment(env: NodeJS.ProcessEnv): Environment {
  const parsed = parseEnvironment(env);
  if ('environment' in parsed) return parsed.environment;
  throw new CliError(ExitCode.usage, ['The environment of the worker is not valid:', ...parsed.problems].join('\n  '));
}

/** The settings of a worker that speaks to the simulator: what names the real cloud counts for nothing. */
export function simulatedEnvironment(env: NodeJS.ProcessEnv): Environment {
  return workerEnvironment({ ...env, ECI_ENDPOINT: '', ECI_REPLICATOR_ROLE_ARN: '' });
}
