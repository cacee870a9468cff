import type { RegionUsage } from '../src/copies/region-preview.js';
import { EciError } from '../src/eci/eci-error.js';
import type { FinalFamily } from '../src/eci/error-table.js';
import type { DataCache, Eci } from '../src/eci/eci.js';
import { fitReasons } from '../src/payload/fit-reasons.js';
import { type Packed, unpackList } from '../src/payload/packed-list.js';
import { type IndexedVerdict, type PackedVerdicts, packVerdicts } from '../src/reconcile/packed-verdicts.js';
import { type SurveyScope, surveyVerdict, type WantedCopy } from '../src/reconcile/survey-verdict.js';
import { activityAge, attemptTime, keepAlive, retryAfterError, retryLater } from './attempt.js';
import { listDataCaches, regionSight } from './list-data-caches.js';

/** Durations in ms. */
export interface SurveyTask extends SurveyScope {
  readonly region: string;
  readonly wanted: Packed<WantedCopy>;
  /** Where all of the region's copies belong: a listing of any of these buckets may prove absence. */
  readonly buckets?: readonly string[];
  readonly blindSurvey: 'stop' | 'trust';
  readonly pollEvery: number;
  /** How long to poll while an absence is not proven. */
  readonly absentAfter: number;
}

export type SurveyResult =
  /** By index of `wanted`. A copy that is not listed is to be created as generation 0. */
  | { readonly kind: 'surveyed'; readonly verdicts: PackedVerdicts }
  | { readonly kind: 'blind'; readonly reason: string }
  | {
      readonly kind: 'refused';
      readonly family: FinalFamily;
      readonly code: string;
      readonly reason: string;
    };

/** Surveys a target region before anything is requested there. */
export function surveyRegion({ eci }: { eci: Eci }) {
  return async (task: SurveyTask): Promise<SurveyResult> => {
    try {
      return await keepAlive(() => survey(eci, task));
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      const family = error.finalFamily;
      if (family === undefined) throw retryAfterError(error);
      return { kind: 'refused', family, code: error.code, reason: error.message };
    }
  };
}

async function survey(eci: Eci, task: SurveyTask): Promise<SurveyResult> {
  const { region } = task;
  const wanted = unpackList(task.wanted);
  const places = new Map(wanted.map((copy) => [place(copy), [] as DataCache[]]));
  const buckets = new Set(wanted.map((copy) => copy.bucket));
  let listed = 0;
  for (const bucket of buckets) {
    for await (const cache of listDataCaches(eci, { region, bucket })) {
      listed += 1;
      places.get(place(cache))?.push(cache);
    }
  }

  if (listed === 0 && task.blindSurvey === 'stop') {
    const sight = await regionSight(eci, region, task.buckets ?? []);
    if (!sight.seen) {
      if (activityAge() >= task.absentAfter) return { kind: 'blind', reason: sight.reason };
      throw retryLater(`${sight.reason}; polling again`, 'SurveyBlind', task.pollEvery);
    }
  }

  const verdicts = wanted.flatMap((copy, index): IndexedVerdict[] => {
    const verdict = surveyVerdict(copy, places.get(place(copy)) ?? [], task, attemptTime());
    const plain = verdict.verdict === 'create' && verdict.generation === 0;
    return plain ? [] : [[index, verdict]];
  });
  return fitReasons((reasonLength) => ({ kind: 'surveyed', verdicts: packVerdicts(verdicts, reasonLength) }));
}

function place({ bucket, path }: { readonly bucket: string; readonly path: string }): string {
  return JSON.stringify([bucket, path]);
}

/** What ListUsage says about a region, for a preview. A refusal becomes the reason, and does not fail the preview. */
export function regionUsage({ eci }: { eci: Eci }) {
  return async (region: string): Promise<RegionUsage> => {
    try {
      return await eci.listUsage(region);
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      return { reason: `ListUsage was refused: ${error.code}: ${error.message}` };
    }
  };
}
