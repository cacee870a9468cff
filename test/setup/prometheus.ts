import { obtainPrometheus } from '../../scripts/binaries/prometheus.js';

/** Where it has to be installed, that takes longer than a test may. */
export async function setup(): Promise<void> {
  await obtainPrometheus();
}
