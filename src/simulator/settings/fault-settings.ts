import { z } from 'zod';
import { scenarioDuration } from './duration.js';

const every = z.int().min(1).optional();
/** HTTP status of a refusal. Default: the documented one, or 400. */
const httpStatus = z.int().min(400).max(599).optional();
const times = z.int().min(1).default(1);
/** Selects copies of one source to one region. An absent field matches all. */
const copyMatch = { source: z.string().optional(), region: z.string().optional() };

/**
 * Injected faults. Counters decide, never chance: `…Every: 5` strikes the 5th, 10th, 15th time.
 *
 * `fail`, `html`, `stall`, `throttle` and `refuse` count requests of every action. `loseCopyAnswer`, `emptyId` and
 * `idempotentProcessing` count billed copies, and so never a repeated answer. `idempotentFailed` counts new client tokens.
 */
export const faultSettings = z.strictObject({
  /** The copy is made, and the connection is closed without a response. */
  loseCopyAnswerEvery: every,
  /** The copy is made, and the response is 200 without a DataCacheId (trap 5). */
  emptyIdEvery: every,
  /** The copy is made, and the response is 400 IdempotentProcessing. Repeating the request returns its id. */
  idempotentProcessingEvery: every,
  /** The first request with a token is refused with 400 IdempotentFailed, and so is every later one with it. */
  idempotentFailedEvery: every,
  /** 500 InternalError. */
  failEvery: every,
  /** Whether the request is carried out before the 500. */
  failAfterCommit: z.boolean().default(false),
  /** An HTML page with status 502 (trap 6). */
  htmlEvery: every,
  /** Whether the request is carried out before the 502. */
  htmlAfterCommit: z.boolean().default(false),
  /** No response for `stallFor` of real time. */
  stallEvery: every,
  stallFor: scenarioDuration.prefault('35s'),
  /** Whether the request is carried out before the stall. Otherwise it ends with 503 ServiceUnavailable. */
  stallAfterCommit: z.boolean().default(true),
  /** 400 Throttling.User. */
  throttleEvery: every,
  /** Every nth call is refused with this code before anything else is checked. Default code: one that may pass. */
  refuseEvery: z
    .strictObject({
      every,
      code: z.string().min(1).default('InvalidTimeStamp.Expired'),
      status: httpStatus,
    })
    .prefault({}),
  /** How long DescribeDataCaches does not show a new copy. */
  staleDescribeFor: scenarioDuration.prefault('0s'),
  /** Copies that end Failed with a Warning event: the next N, or the next N of each match. */
  failCopies: z
    .union([z.int().min(0), z.array(z.strictObject({ ...copyMatch, times, reason: z.string().default('CopyFailed') }))])
    .prefault([])
    .transform((value) =>
      typeof value !== 'number' ? value : value === 0 ? [] : [{ times: value, reason: 'CopyFailed' }],
    ),
  /** Copies that are shown Failed for this long when they are done, and only then Available. */
  flicker: z.array(z.strictObject({ ...copyMatch, times, for: scenarioDuration })).prefault([]),
  /** Copies that disappear, without having been deleted, that long after they were made. */
  vanish: z.array(z.strictObject({ ...copyMatch, times, after: scenarioDuration })).prefault([]),
  /** The next matching calls are refused with this code, before anything else is checked. */
  copyRefusals: z
    .array(
      z.strictObject({
        ...copyMatch,
        times,
        code: z.string().min(1),
        status: httpStatus,
      }),
    )
    .prefault([]),
});

export type FaultSettings = z.output<typeof faultSettings>;
