import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';
import { reportAccountError } from './report-to-run.js';
import type { Stop } from '../../src/copies/stop.js';

/**
 * The account itself was refused, so no region can go on: as the plan says, this one stops or pauses at once, and the run
 * tells the others.
 */
export function accountRefused(state: RegionState, input: RegionInput, refusal: Pick<Stop, 'code' | 'reason'>): void {
  const { code, reason } = refusal;
  if (input.policy.onAccountError === 'pause') state.pause(Date.now(), `${code}: ${reason}`);
  else state.halt({ ...refusal, immediately: false });
  reportAccountError({ ...refusal, immediately: false });
}
