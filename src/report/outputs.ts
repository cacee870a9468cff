import { z } from 'zod';
import type { Report } from './report.js';

const copySchema = z.strictObject({
  id: z.string().describe("The copy's DataCacheId in the target region."),
  bucket: z.string(),
  path: z.string(),
  expiresAt: z.string().nullable().describe('As the service writes it. Null: never, or not known.'),
});

/** What `--outputs` writes: target region → source id → the ready copy. Only ready copies, so each one can be mounted. */
export const outputsSchema = z
  .record(z.string(), z.record(z.string(), copySchema).describe("By the source cache's id."))
  .describe('By target region. Only ready copies are listed, so each one can be mounted.');

export type Outputs = z.output<typeof outputsSchema>;

/** Builds what `--outputs` writes for a deploy pipeline. */
export function reportOutputs(report: Report): Outputs {
  const outputs: Outputs = {};
  for (const { outcome, region, source, dataCacheId, bucket, path, expiresAt } of report.copies) {
    if (outcome !== 'ready' || dataCacheId === null || bucket === null || path === null) continue;
    const copies = (outputs[region] ??= {});
    copies[source] = { id: dataCacheId, bucket, path, expiresAt };
  }
  return outputs;
}
