import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Eci } from '../../src/eci/eci.js';
import { askForCopy, type Copy, isAvailable } from './copying.js';

export function createPeerActivities(eci: Eci) {
  return {
    getRecords: async (offset: number, count: number): Promise<number[]> =>
      Array.from({ length: count }, (_, index) => offset + index),

    copy: (copy: Copy): Promise<string> => askForCopy(eci, copy),

    /** Tried again by the server: the cheapest way for a workflow of one copy to wait. */
    async untilAvailable(region: string, id: string, pollEvery: number): Promise<void> {
      if (await isAvailable(eci, region, id)) return;
      throw ApplicationFailure.create({
        message: `${id} is not Available yet`,
        nextRetryDelay: pollEvery,
        category: ApplicationFailureCategory.BENIGN,
      });
    },
  };
}

export type PeerActivities = ReturnType<typeof createPeerActivities>;
