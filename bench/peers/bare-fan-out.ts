import { proxyActivities } from '@temporalio/workflow';
import type { PeerActivities } from './activities.js';

const { copy } = proxyActivities<PeerActivities>({ startToCloseTimeout: '1m' });

/**
 * One activity a copy and nothing else: no look whether it is ready, no record of what became of it. What the server itself
 * needs for an activity, and so the limit of every shape with one activity a copy.
 */
export async function bareFanOut(region: string, copies: number, window: number): Promise<number> {
  let next = 0;
  const lane = async () => {
    while (next < copies) {
      const source = next;
      next += 1;
      await copy({ source, region });
    }
  };
  await Promise.all(Array.from({ length: Math.min(window, copies) }, lane));
  return copies;
}
