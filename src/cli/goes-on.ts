import type { RegionLine } from '../../workflows/messages.js';
import type { RunExecution } from '../client/run-execution.js';
import { countText } from '../report/figure-text.js';
import { allReady } from './wait-for.js';
import type { UnderWay } from './watch-to-end.js';

/** Why nobody waits any longer for a run that goes on, in a sentence. */
export function stillRunning(watched: UnderWay): string {
  if (watched.why === 'timedOut') return 'Still running when --timeout passed; the run goes on.';
  const { regions } = watched.status;
  const rest = regions.filter(({ phase }) => phase !== 'ended');
  const goesOn = `the run goes on${rest.length === 0 ? '' : ` with ${rest.map(regionText).join('; ')}`}.`;
  if (watched.why === 'ready') return `Every required copy is ready; ${goesOn}`;
  const missed = regions.filter(({ required, phase, counts }) => required && phase === 'ended' && !allReady(counts));
  return `Required copies are not ready, and their regions have ended: ${missed.map(regionText).join('; ')}; ${goesOn}`;
}

/** What a user types to go on watching. */
export function attachAgain({ workflowId }: RunExecution): string {
  return `Attach again: eci-replicator watch ${workflowId}`;
}

function regionText({ region, counts }: RegionLine) {
  return `${region} (${countText(counts)})`;
}
