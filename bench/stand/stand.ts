import type { Workload } from '../workload.js';
import { type Simulator, startSimulator } from './simulator.js';
import { startTemporal, type Temporal } from './temporal.js';

/** What a contender stands on: a Temporal server and a simulator of the ECI service that nobody has used before. */
export interface Stand {
  readonly temporal: Temporal;
  readonly simulator: Simulator;
  stop(): Promise<void>;
}

/** @param settings the server's dynamic configuration, `key=value`. */
export async function openStand(cli: string, workload: Workload, settings: readonly string[] = []): Promise<Stand> {
  const [temporal, simulator] = await Promise.all([startTemporal(cli, settings), startSimulator(workload)]);
  return {
    temporal,
    simulator,
    async stop() {
      await Promise.all([temporal.stop(), simulator.stop()]);
    },
  };
}
