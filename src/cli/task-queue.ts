import { parseEnvironment } from '../worker/environment.js';
import { CliError } from './cli-error.js';
import { ExitCode } from './exit-code.js';

const VARIABLE = 'ECI_REPLICATOR_TASK_QUEUE';

/**
 * The task queue that the worker reads from the same variable; default `eci-replicator`. The worker's other variables are
 * none of a client's.
 *
 * @throws CliError, usage.
 */
export function taskQueueOf(env: NodeJS.ProcessEnv): string {
  const given = env[VARIABLE];
  const parsed = parseEnvironment(given === undefined ? {} : { [VARIABLE]: given });
  if ('problems' in parsed) throw new CliError(ExitCode.usage, parsed.problems.join('\n'));
  return parsed.environment.taskQueue;
}
