import type { ScenarioInput } from '../../src/simulator/scenario.js';

/** Answers that are lost after the copy was created, fail, are unreadable, stall beyond the time-out of 1 s, or are stale. */
export const FAULTS = {
  loseCopyAnswerEvery: 5,
  failEvery: 7,
  htmlEvery: 11,
  stallEvery: 13,
  stallFor: '3s',
  staleDescribeFor: '2s',
} satisfies ScenarioInput['faults'];
