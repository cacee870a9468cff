import { activityInfo } from '@temporalio/activity';
import { EciError } from '../src/eci/eci-error.js';
import { askAgainAfter } from './ask-again.js';
import type { CopyMemory } from './copy-memory.js';

/**
 * A look that fails decides nothing: what is known is left for the next attempt. One that is refused for good throws its
 * {@link EciError}: it would be asked for ever, and the copy never come to an outcome.
 */
export async function patiently<T>(memory: CopyMemory, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof EciError) || error.finalFamily !== undefined) throw error;
    memory.leave();
    throw askAgainAfter(error, activityInfo().attempt);
  }
}
