import { ApplicationFailure } from '@temporalio/workflow';
import { z } from 'zod';
import { checkArgument } from '../src/controls/check-argument.js';
import type { Check } from '../src/doctor/check.js';
import { inspectSelf } from './activities.js';

/** The regions that a worker is to ask: those of a plan at most. */
const inspectedRegions = z.array(z.string().regex(/^[a-z0-9-]{1,63}$/)).max(101);

/**
 * Has a worker inspect itself, for `doctor`.
 *
 * @param regions names of regions.
 * @throws `InvalidInput`
 */
export async function inspectWorker(regions: unknown = []): Promise<Check[]> {
  const checked = checkArgument(inspectedRegions, regions);
  if ('problem' in checked) {
    throw ApplicationFailure.nonRetryable(`inspectWorker takes a list of regions: ${checked.problem}`, 'InvalidInput');
  }
  return inspectSelf(checked.value);
}
