import { activityInfo } from '@temporalio/activity';
import { EciError } from '../src/eci/eci-error.js';
import type { FinalFamily } from '../src/eci/error-table.js';
import type { DataCache, Eci } from '../src/eci/eci.js';
import { type IndexedVerdict, type PackedVerdicts, packVerdicts } from '../src/reconcile/packed-verdicts.js';
import { type SurveyScope, surveyVerdict, type WantedCopy } from '../src/reconcile/survey-verdict.js';
import { fitReasons } from '../src/payload/fit-reasons.js';
import { type Packed, unpackList } from '../src/payload/packed-list.js';
import { askAgain, askAgainAfter } from './ask-again.js';
import { attemptTime, firstScheduledTime } from './attempt.js';
import { keepAlive } from './keep-alive.js';
import { listDataCaches } from './list-data-caches.js';
import { regionSight } from './region-sight.js';

/** Durations in ms. */
export interface SurveyTask extends SurveyScope {
  readonly region: string;
  readonly wanted: Packed<WantedCopy>;
  /** Where all of the region's copies belong: absence is proven by what is listed in any of them. */
  readonly buckets?: readonly string[];
  readonly blindSurvey: 'stop' | 'trust';
  readonly pollEvery: number;
  /** How long an unproven absence is asked about again. */
  readonly absentAfter: number;
}

export type SurveyResult =
  /** By index of `wanted`; one that is not listed is to be created as generation 0. */
  | { readonly kind: 'surveyed'; readonly verdicts: PackedVerdicts }
  | { readonly kind: 'blind'; readonly reason: string }
  | {
      readonly kind: 'refused';
      readonly family: FinalFamily;
      readonly code: string;
      readonly reason: string;
    };

/** Looks at a target region before anything is asked of it. */
export function surveyRegion({ eci }: { eci: Eci }) {
  return async (task: SurveyTask): Promise<SurveyResult> => {
    try {
      return await keepAlive(() => survey(eci, task));
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      if (error.finalFamily !== undefined) {
        return { kind: 'refused', family: error.finalFamily, code: error.code, reason: error.message };
      }
      throw askAgainAfter(error, activityInfo().attempt);
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
      if (attemptTime() - firstScheduledTime() >= task.absentAfter) return { kind: 'blind', reason: sight.reason };
      throw askAgain(`${sight.reason}; looking again`, 'SurveyBlind', task.pollEvery);
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
