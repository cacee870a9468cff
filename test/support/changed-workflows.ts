import { sleep } from '@temporalio/workflow';
import { replicate as run, replicateRegion as region } from '../../workflows/index.js';

/*
 * The workflows of a release that changed them without `patched()`: runs and regions that an earlier release began cannot be
 * replayed with these.
 */

export { checkWorker, inspectWorker, notify, prune, pruneRegion } from '../../workflows/index.js';

export async function replicate(...args: Parameters<typeof run>): ReturnType<typeof run> {
  await sleep(1);
  return run(...args);
}

export async function replicateRegion(...args: Parameters<typeof region>): ReturnType<typeof region> {
  await sleep(1);
  return region(...args);
}
