import type { Report } from './report.js';

/** One ready copy as a deploy pipeline needs it. */
export interface OutputCopy {
  readonly id: string;
  readonly bucket: string;
  readonly path: string;
  /** As the service writes it; null: never. */
  readonly expiresAt: string | null;
}

/** Target region → source id → the ready copy. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, OutputCopy>>>>;

/** What `--outputs` writes: ready copies only, so that whatever is found there can be mounted. */
export function reportOutputs(report: Report): Outputs {
  const outputs: Record<string, Record<string, OutputCopy>> = {};
  for (const { outcome, region, source, dataCacheId, bucket, path, expiresAt } of report.copies) {
    if (outcome !== 'ready' || dataCacheId === null || bucket === null || path === null) continue;
    const copies = (outputs[region] ??= {});
    copies[source] = { id: dataCacheId, bucket, path, expiresAt };
  }
  return outputs;
}
