import type { DevEnvironment } from '../dev/dev-environment.js';
import type { Environment } from '../worker/environment.js';
import type { CliContext } from './context.js';
import { say } from './print.js';
import { demoScenarioFile, readScenario } from './read-scenario.js';

export interface DevPorts {
  readonly temporalPort?: number;
  readonly uiPort?: number;
  readonly simulatorPort?: number;
}

export interface OpenDevOptions extends DevPorts {
  readonly environment: Environment;
  /** Default: the demo's. */
  readonly scenario: string | undefined;
}

/** Starts the three for `dev` and `demo`, gives them to `work`, and stops them whatever happens. */
export async function withDevEnvironment<T>(
  context: CliContext,
  { environment, scenario: file = demoScenarioFile, ...ports }: OpenDevOptions,
  work: (dev: DevEnvironment) => Promise<T>,
): Promise<T> {
  const scenario = await readScenario(file, context.process.stdin);
  // Loaded here: Temporal's core takes half a second, which `--help` should not.
  const [{ startDevEnvironment }, { createLog }, { installRuntime }] = await Promise.all([
    import('../dev/dev-environment.js'),
    import('../worker/log.js'),
    import('../worker/runtime.js'),
  ]);
  installRuntime(createLog(environment), environment.metrics);
  const dev = await startDevEnvironment({
    environment,
    scenario,
    env: context.process.env,
    ...ports,
    onStep: (sentence) => say(context, sentence),
  });
  try {
    return await Promise.race([work(dev), brokenWorker(dev)]);
  } finally {
    say(context, 'Stopping the worker, Temporal and the simulator.');
    await dev.stop();
  }
}

/** Never resolves: a worker that ends in good order is stopped by us. */
function brokenWorker({ worker }: DevEnvironment): Promise<never> {
  return new Promise((_resolve, reject) => {
    worker.done.catch(reject);
  });
}
