import { z } from 'zod';
import { cutReason } from './fit-reasons.js';

/** Longer than anything that a workflow writes: a status line holds the service's sentence and a person's reason. */
const LONGEST = 2_000;

/** A text that another workflow sends. A longer one is cut, because a message is worth more than its last words. */
export const cutText = z.string().transform((text) => cutReason(text, LONGEST));
