import { condition, sleep } from '@temporalio/workflow';
import type { RegionState } from './region-state.js';

/** Sees to it that requests which are not answered for long do not keep a region from asking for others. */
export async function overlookUnanswered(state: RegionState): Promise<never> {
  for (;;) {
    await condition(() => state.heldByPace);
    await sleep(state.pace.patienceMs, { summary: 'a request that is not answered by then holds back no other' });
    state.pace.overlook(Date.now());
  }
}
