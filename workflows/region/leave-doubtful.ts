import { condition } from '@temporalio/workflow';
import { adoptFound, NEVER_ANSWERED } from './end-stranded.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';

/** Leaves out copies that may have been made unanswered: each is looked up first, so that what was bought is told. */
export async function leaveDoubtful(state: RegionState, input: RegionInput): Promise<never> {
  for (;;) {
    await condition(() => state.stop === undefined && state.leavingInDoubt.length > 0);
    const doubtful = state.leavingInDoubt;
    await adoptFound(state, input, doubtful);
    for (const record of doubtful) {
      const skip = state.leaving.get(record);
      if (skip === undefined) continue;
      const isFound = record.state === 'copying';
      state.leave(record, isFound ? skip : { ...skip, reason: skip.reason + NEVER_ANSWERED });
    }
  }
}
