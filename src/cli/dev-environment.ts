import { join } from 'node:path';
import type { DevEnvironment } from '../dev/dev-environment.js';
import { parseScenario, type Scenario, ScenarioError } from '../simulator/scenario.js';
import type { Environment } from '../worker/environment.js';
import { CliError } from './cli-error.js';
import type { CliContext } from './context.js';
import { ExitCode } from './exit-code.js';
import { packageRoot } from '../package-root.js';
import { say } from './print.js';
import { readSource, sourceName } from './read-source.js';

/** The scenario of `dev` and `demo` unless another is given. */
export const demoScenarioFile: string = join(packageRoot, 'scenarios', 'demo.yaml');

/** @throws CliError, usage: the file cannot be read, or its scenario is not valid. */
export async function readScenario(file: string, stdin: AsyncIterable<string | Uint8Array>): Promise<Scenario> {
  const text = await readSource(file, stdin);
  try {
    return parseScenario(text);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new CliError(ExitCode.usage, `${sourceName(file)}: ${error.message}`);
  }
}

export interface DevPorts {
  readonly temporalPort?: number;
  readonly uiPort?: number;
  readonly simulatorPort?: number;
}

export interface DevEnvironmentOptions extends DevPorts {
  readonly environment: Environment;
  /** A file. Default: the demo's. */
  readonly scenario: string | undefined;
}

/** Starts Temporal, the simulator and a worker for `dev` and `demo`, runs `work`, and always stops them. */
export async function withDevEnvironment<T>(
  context: CliContext,
  { environment, scenario: file = demoScenarioFile, ...ports }: DevEnvironmentOptions,
  work: (dev: DevEnvironment) => Promise<T>,
): Promise<T> {
  const scenario = await readScenario(file, context.process.stdin);
  // Loaded here, because Temporal's core takes half a second and `--help` should not.
  const [{ startDevEnvironment }, { createLog, installRuntime }] = await Promise.all([
    import('../dev/dev-environment.js'),
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

/** Rejects if the worker fails; never resolves, because only `stop` ends a worker that is well. */
function brokenWorker({ worker }: DevEnvironment): Promise<never> {
  return new Promise((_resolve, reject) => {
    worker.done.catch(reject);
  });
}
