import { join } from 'node:path';
import { parseScenario, type Scenario, ScenarioError } from '../simulator/scenario.js';
import { CliError } from './cli-error.js';
import { ExitCode } from './exit-code.js';
import { packageRoot } from './package-root.js';
import { readSource, sourceName } from './read-source.js';

/** The scenario that `dev` and `demo` run unless another is given. */
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
