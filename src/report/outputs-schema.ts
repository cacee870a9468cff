import { z } from 'zod';

const copySchema = z.strictObject({
  id: z.string().describe("The copy's DataCacheId in the target region."),
  bucket: z.string(),
  path: z.string(),
  expiresAt: z.string().nullable().describe('As the service writes it. Null: never, or not known.'),
});

/** What `--outputs` writes: target region → source id → the ready copy. */
export const outputsSchema = z
  .record(z.string(), z.record(z.string(), copySchema).describe("By the source cache's id."))
  .describe('By target region. Ready copies only: whatever is found here can be mounted.');
