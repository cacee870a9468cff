import { onTestFinished } from 'vitest';
import { type ScenarioInput, scenarioOf } from '../../../src/simulator/scenario.js';
import { startSimulator } from '../../../src/simulator/simulator.js';
import { SOURCE_CACHE, type SdkOptions, sdkClient } from './sdk-client.js';

/** A simulator with one source cache, the SDK against it, and a clock that stands still until it is moved. */
export async function simulated(input: Partial<ScenarioInput> = {}, options: SdkOptions = {}) {
  let now = Date.parse('2026-11-24T08:00:00Z');
  const lines: object[] = [];
  const simulator = await startSimulator({
    scenario: scenarioOf({ sources: [SOURCE_CACHE], copyTime: '4s', ...input }),
    clock: () => Promise.resolve(now),
    log: (line) => lines.push(line),
  });
  onTestFinished(() => simulator.close());
  return {
    simulator,
    sdk: sdkClient(simulator.endpoint, options),
    /** What the simulator logged. */
    lines,
    advance: (ms: number) => {
      now += ms;
    },
  };
}
