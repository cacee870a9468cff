import type { Workload } from '../workload.js';
import { type Simulator, startSimulator } from './simulator.js';
import { startTemporal, type Temporal } from './temporal.js';

/** What a contender stands on: a Temporal server and a simulator of the ECI service that nobody has used before. */
export interface Stand {
  readonly temporal: Temporal;
  readonly simulator: Simulator;
  stop(): Promise<void>;
}

export async function openStand(cli: string, workload: Workload): Promise<Stand> {
  const [temporal, simulator] = await Promise.all([startTemporal(cli), startSimulator(workload)]);
  return {
    temporal,
    simulator,
    async stop() {
      await Promise.all([temporal.stop(), simulator.stop()]);
    },
  };
}
