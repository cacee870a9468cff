import { onTestFinished } from 'vitest';
import { type ScenarioInput, scenarioOf } from '../../src/simulator/scenario.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/simulator.js';

/** A simulator of the scenario, which closes when the test ends. Call it within a test. */
export async function simulatorForTest(
  scenario: ScenarioInput,
  options: Omit<SimulatorOptions, 'scenario'> = {},
): Promise<Simulator> {
  const simulator = await startSimulator({ ...options, scenario: scenarioOf(scenario) });
  onTestFinished(() => simulator.close());
  return simulator;
}
