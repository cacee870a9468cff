import { z } from 'zod';
import { duration } from './scenario-duration.js';

const every = z.int().min(1).optional();
const times = z.int().min(1).default(1);
/** Copies of one source to one region; what is absent matches all. */
const copyMatch = { source: z.string().optional(), region: z.string().optional() };

/**
 * What goes wrong, by counters and never by chance: `…Every: 5` strikes the 5th, 10th, 15th time.
 *
 * Requests of every action count for `fail`, `html`, `stall` and `throttle`; billed copies (never a repeated answer) for
 * `loseCopyAnswer`, `emptyId` and `idempotentProcessing`; new client tokens for `idempotentFailed`.
 */
export const faultSettings = z.strictObject({
  /** The copy is made, and the connection cut without an answer. */
  loseCopyAnswerEvery: every,
  /** The copy is made, and the answer is 200 without a DataCacheId (trap 5). */
  emptyIdEvery: every,
  /** The copy is made, and the answer is 400 IdempotentProcessing; asking again gives its id. */
  idempotentProcessingEvery: every,
  /** The first request with a token is refused with 400 IdempotentFailed, and so is every other one with it. */
  idempotentFailedEvery: every,
  /** 500 InternalError. */
  failEvery: every,
  /** Whether the request is carried out before the 500. */
  failAfterCommit: z.boolean().default(false),
  /** An HTML page with status 502 (trap 6). */
  htmlEvery: every,
  /** Whether the request is carried out before the 502. */
  htmlAfterCommit: z.boolean().default(false),
  /** No answer for `stallFor` of real time. */
  stallEvery: every,
  stallFor: duration.prefault('35s'),
  /** Whether the request is carried out before the stall; if not, it ends with 503 ServiceUnavailable. */
  stallAfterCommit: z.boolean().default(true),
  /** 400 Throttling.User. */
  throttleEvery: every,
  /** How long DescribeDataCaches does not show a new copy. */
  staleDescribeFor: duration.prefault('0s'),
  /** Copies that end Failed with a Warning event: the next n, or the next of each match. */
  failCopies: z
    .union([z.int().min(0), z.array(z.strictObject({ ...copyMatch, times, reason: z.string().default('CopyFailed') }))])
    .prefault([])
    .transform((value) =>
      typeof value !== 'number' ? value : value === 0 ? [] : [{ times: value, reason: 'CopyFailed' }],
    ),
  /** Copies that are gone, without having been deleted, so long after they were made. */
  vanish: z.array(z.strictObject({ ...copyMatch, times, after: duration })).prefault([]),
  /** The next calls that match are refused with this code, before anything of them is looked at. */
  copyRefusals: z
    .array(
      z.strictObject({
        ...copyMatch,
        times,
        code: z.string().min(1),
        /** HTTP status; default: the documented one, or 400. */
        status: z.int().min(400).max(599).optional(),
      }),
    )
    .prefault([]),
});

export type FaultSettings = z.output<typeof faultSettings>;
