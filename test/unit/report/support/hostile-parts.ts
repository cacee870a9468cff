import type { ReportParts } from '../../../../src/report/report.js';
import { record, SAMPLE_PARTS } from './sample-report.js';

const at = SAMPLE_PARTS.startedAt.getTime();

/** A report in which every text is given: what a plan, a person or the service may say. */
export function partsSaying(text: string): ReportParts {
  const place = { source: `${text}-source`, bucket: `${text}-bucket`, path: `${text}-path` };
  return {
    ...SAMPLE_PARTS,
    plan: `${text}-plan`,
    planDigest: `${text}-digest`,
    workflowId: `${text}-workflow`,
    runId: `${text}-run`,
    sourceRegion: `${text}-from`,
    regions: [
      {
        region: `${text}-region`,
        startedAt: at,
        waits: [{ kind: 'capacity', code: `${text}-code`, reason: `${text}-why`, from: at, to: at + 60_000 }],
        records: [
          record({
            ...place,
            state: 'failed',
            id: `${text}-id`,
            code: `${text}-code`,
            reason: `${text}-reason`,
            requestId: `${text}-request`,
          }),
          record({
            ...place,
            source: `${text}-second`,
            state: 'failed',
            code: `${text}-code`,
            reason: `${text}-other`,
          }),
          record({
            ...place,
            source: `${text}-third`,
            state: 'ready',
            id: `${text}-copy`,
            expiresAt: `${text}-expiry`,
            ended: [{ generation: 0, id: `${text}-ended`, code: `${text}-end`, reason: `${text}-cause` }],
          }),
        ],
      },
    ],
    controls: [{ at, control: 'pause', target: `${text}-target`, by: `${text}-by`, reason: `${text}-because` }],
  };
}
