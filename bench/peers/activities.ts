import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Eci } from '../../src/eci/eci.js';
import { requestCopy, type Copy, isAvailable } from './copying.js';

export function createPeerActivities(eci: Eci) {
  return {
    getRecords: async (offset: number, count: number): Promise<number[]> =>
      Array.from({ length: count }, (_, index) => offset + index),

    copy: (copy: Copy): Promise<string> => requestCopy(eci, copy),

    /** Retried by the server, which is the cheapest way to wait for a workflow with one copy. */
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
