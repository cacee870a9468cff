import { DEFAULT_DEPLOYMENT, type Environment, parseEnvironment } from '../worker/environment.js';
import { CliError } from './cli-error.js';
import { ExitCode } from './exit-code.js';

/** The settings of a worker. @throws CliError, usage, with all mistakes. */
export function workerEnvironment(env: NodeJS.ProcessEnv): Environment {
  const parsed = parseEnvironment(env);
  if ('environment' in parsed) return parsed.environment;
  throw new CliError(ExitCode.usage, ['The environment of the worker is not valid:', ...parsed.problems].join('\n  '));
}

/** The settings of a worker that uses the simulator. Variables that point to the real cloud, or to a deployment, are ignored. */
export function simulatedEnvironment(env: NodeJS.ProcessEnv): Environment {
  return workerEnvironment({ ...env, ECI_ENDPOINT: '', ECI_REPLICATOR_ROLE_ARN: '', ECI_REPLICATOR_DEPLOYMENT: '' });
}

/**
 * The task queue, from the variable that the worker reads too; default `eci-replicator`.
 *
 * @throws CliError, usage.
 */
export function taskQueueOf(env: NodeJS.ProcessEnv): string {
  return parsedAlone(env, 'ECI_REPLICATOR_TASK_QUEUE').taskQueue;
}

/**
 * The deployment of the workers, from the variable that the worker reads too; default `eci-replicator`.
 *
 * @throws CliError, usage.
 */
export function deploymentOf(env: NodeJS.ProcessEnv): string {
  return parsedAlone(env, 'ECI_REPLICATOR_DEPLOYMENT').deployment ?? DEFAULT_DEPLOYMENT;
}

/** A client ignores the worker's other variables. */
function parsedAlone(env: NodeJS.ProcessEnv, name: string): Environment {
  const given = env[name];
  const parsed = parseEnvironment(given === undefined ? {} : { [name]: given });
  if ('problems' in parsed) throw new CliError(ExitCode.usage, parsed.problems.join('\n'));
  return parsed.environment;
}
