import { z } from 'zod';
import type { Check } from '../src/doctor/check.js';
import { inspectSelf } from './activities.js';
import { checkedInput } from './checked-messages.js';

/** The regions that a worker is to ask: those of a plan at most. */
const inspectedRegions = z.array(z.string().regex(/^[a-z0-9-]{1,63}$/)).max(101);

/**
 * Has a worker inspect itself, for `doctor`.
 *
 * @param regions names of regions.
 * @throws `InvalidInput`
 */
export async function inspectWorker(regions: unknown = []): Promise<Check[]> {
  return inspectSelf(checkedInput(inspectedRegions, regions, 'inspectWorker takes a list of regions'));
}
