import { z } from 'zod';
import { duration } from './duration.js';
import { capacitySchema } from './policy-schema.js';

const text = z.string().optional().catch(undefined);
const count = z.number().optional().catch(undefined);
const copy = z
  .object({ retentionDays: count, tags: z.record(z.string(), z.unknown()).catch({}) })
  .catch({ retentionDays: undefined, tags: {} });

/**
 * What can be read of a plan that may be wrong in places: what is unreadable is absent, and no index moves.
 *
 * zod runs an object's own checks only when all its keys are right; by the sketch, the checks between keys run besides,
 * so that every problem is told at once.
 */
export const planSketch = z.object({
  source: z
    .object({
      region: text,
      caches: z
        .array(
          z
            .object({ id: text, as: z.object({ bucket: text, path: text }).optional().catch(undefined) })
            .catch({ id: undefined, as: undefined }),
        )
        .catch([]),
    })
    .catch({ region: undefined, caches: [] }),
  copy,
  targets: z
    .array(z.object({ region: text, copy }).catch({ region: undefined, copy: { retentionDays: undefined, tags: {} } }))
    .catch([]),
  waves: z
    .array(z.object({ regions: z.array(text).catch([]) }).catch({ regions: [] }))
    .optional()
    .catch(undefined),
  policy: z
    .object({
      capacity: z
        .object({
          firstRetry: capacitySchema.shape.firstRetry.optional().catch(undefined),
          maxRetry: capacitySchema.shape.maxRetry.optional().catch(undefined),
        })
        .catch({ firstRetry: undefined, maxRetry: undefined }),
      renewBefore: duration.optional().catch(undefined),
    })
    .catch({ capacity: { firstRetry: undefined, maxRetry: undefined }, renewBefore: undefined }),
});

export type PlanSketch = z.output<typeof planSketch>;
