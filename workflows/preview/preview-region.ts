import { setCurrentDetails } from '@temporalio/workflow';
import { countRecords } from '../../src/copies/counts.js';
import { packRecords } from '../../src/copies/packed-records.js';
import { countVerdicts } from '../../src/copies/verdict.js';
import { fitReasons } from '../../src/payload/fit-reasons.js';
import { verdictDigest } from '../../src/reconcile/preview-digest.js';
import { regionUsage } from '../activities.js';
import type { RegionInput, RegionPreviewResult } from '../region/region-input.js';
import type { RegionState } from '../region/region-state.js';
import { survey } from '../region/survey.js';
import { previewLine } from './preview-text.js';

/** Looks at the region as a run would, and leaves it at that. What could not be looked at has the reason as its code. */
export async function previewRegion(state: RegionState, input: RegionInput): Promise<RegionPreviewResult> {
  const { region } = input;
  const [usage] = await Promise.all([
    regionUsage.executeWithOptions({ summary: `how many data caches ${region} holds and allows` }, [region]),
    survey(state, input),
  ]);
  const { stop, stranded, records } = state;
  if (stop !== undefined) {
    for (const record of stranded) state.move(record, 'failed', { code: stop.code, reason: stop.reason });
  }
  state.phase = 'ended';
  const verdicts = countVerdicts(records);
  setCurrentDetails(previewLine({ region, verdicts, usage }));
  const [counts, digest] = [countRecords(records), verdictDigest(region, records)];
  return fitReasons((reasonLength) => ({
    counts,
    records: packRecords(input.digestOnly === true ? [] : records, { reasonLength }),
    usage,
    verdicts,
    verdictDigest: digest,
    ...(stop === undefined ? {} : { stop: { code: stop.code, reason: stop.reason } }),
  }));
}
