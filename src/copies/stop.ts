import { z } from 'zod';
import { cutText } from '../payload/cut-text.js';

const stopped = {
  code: cutText,
  reason: cutText,
};

/** Why copies end without a request of their own: a code and a sentence. */
export type Stopped = Readonly<Record<keyof typeof stopped, string>>;

/** A stop as a run or a region sends it to the other. */
export const stopSchema = z
  .object({
    ...stopped,
    /** True: copies under way are not watched to their end either. */
    immediately: z.boolean(),
    /** Whether `retryFailed` lifts it: true only for a stop that the region set itself. Default: false. */
    liftable: z.boolean().exactOptional(),
  })
  .readonly();

/** Why a run, or one region of it, requests no more copies. */
export type Stop = z.infer<typeof stopSchema>;

/** The stop of a region whose run was cancelled: it keeps its copies and ends immediately. */
export const CANCELLED: Stop = { code: 'Cancelled', reason: 'the run was cancelled', immediately: true };
