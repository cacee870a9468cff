import type { ScenarioInput } from '../../../src/simulator/scenario.js';
import { simulatorForTest } from '../../support/simulator-for-test.js';
import { SOURCE_CACHE, type SdkOptions, sdkClient } from './sdk-client.js';

/** A simulator with one source cache, an SDK client for it, and a clock that moves only by `advance`. */
export async function simulated(input: Partial<ScenarioInput> = {}, options: SdkOptions = {}) {
  let now = Date.parse('2026-11-24T08:00:00Z');
  const lines: object[] = [];
  const simulator = await simulatorForTest(
    { sources: [SOURCE_CACHE], copyTime: '4s', ...input },
    { clock: () => Promise.resolve(now), log: (line) => lines.push(line) },
  );
  return {
    simulator,
    sdk: sdkClient(simulator.endpoint, options),
    /** The log of the simulator. */
    lines,
    advance: (ms: number) => {
      now += ms;
    },
  };
}
