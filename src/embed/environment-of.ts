import { InvalidWorkerSettings } from '../client/errors.js';
import { type Environment, parseEnvironment } from '../worker/environment.js';

/** The settings of a worker. @throws InvalidWorkerSettings with every problem. */
export function environmentOf(env: NodeJS.ProcessEnv): Environment {
  const parsed = parseEnvironment(env);
  if ('environment' in parsed) return parsed.environment;
  throw new InvalidWorkerSettings(['The settings of the worker are not valid:', ...parsed.problems].join('\n  '));
}
