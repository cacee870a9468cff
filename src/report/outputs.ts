import type { z } from 'zod';
import type { outputsSchema } from './outputs-schema.js';
import type { Report } from './report.js';

/** Target region → source id → the ready copy, as a deploy pipeline needs it. */
export type Outputs = z.output<typeof outputsSchema>;

/** What `--outputs` writes: ready copies only, so that whatever is found there can be mounted. */
export function reportOutputs(report: Report): Outputs {
  const outputs: Outputs = {};
  for (const { outcome, region, source, dataCacheId, bucket, path, expiresAt } of report.copies) {
    if (outcome !== 'ready' || dataCacheId === null || bucket === null || path === null) continue;
    const copies = (outputs[region] ??= {});
    copies[source] = { id: dataCacheId, bucket, path, expiresAt };
  }
  return outputs;
}
