import type { PartialView } from '../src/copies/region-result.js';
import type { RegionUsage } from '../src/copies/region-preview.js';
import { isChange } from '../src/copies/verdict.js';
import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { FinalFamily } from '../src/eci/error-table.js';
import type { Eci } from '../src/eci/eci.js';
import { fitReasons } from '../src/payload/fit-reasons.js';
import { type Packed, unpackList } from '../src/payload/packed-list.js';
import {
  type BlindSurvey,
  type HiddenCopy,
  hiddenCopy,
  type RegionView,
  type SurveyStop,
  surveyStop,
} from '../src/reconcile/evidence.js';
import { type IndexedVerdict, type PackedVerdicts, packVerdicts } from '../src/reconcile/packed-verdicts.js';
import type { SurveyScope, WantedCopy } from '../src/reconcile/survey-scope.js';
import { hiddenVerdict, surveyVerdict } from '../src/reconcile/survey-verdict.js';
import { activityAge, attemptTime, finalFamilyOf, keepAlive, retryAfterError, retryLater } from './attempt.js';
import { countIn, RegionReading } from './read-region.js';

/** Durations in ms. */
export interface SurveyTask extends SurveyScope {
  readonly region: string;
  readonly wanted: Packed<WantedCopy>;
  /** Where all of the region's copies belong. Default: where the wanted ones do. */
  readonly buckets?: readonly string[];
  readonly blindSurvey: BlindSurvey;
  readonly pollEvery: number;
  /** How long to poll while the region may not be judged. */
  readonly absentAfter: number;
}

export type SurveyResult =
  | {
      readonly kind: 'surveyed';
      /** By index of `wanted`. A copy that is not listed is to be created as generation 0. */
      readonly verdicts: PackedVerdicts;
      /**
       * What was shown, if that was not the whole region: each place has to be looked at before a copy is bought for it.
       * Absent: the listing proves that what it does not show does not exist.
       */
      readonly partial?: PartialView;
    }
  /** Nothing may be requested in the region. */
  | ({ readonly kind: 'unseen' } & SurveyStop)
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
      const family = finalFamilyOf(error);
      if (family === undefined) throw retryAfterError(error);
      return { kind: 'refused', family, code: error.code, reason: error.message };
    }
  };
}

async function survey(eci: Eci, task: SurveyTask): Promise<SurveyResult> {
  const { region, blindSurvey } = task;
  const now = attemptTime();
  const wanted = unpackList(task.wanted);
  const isTrusted = blindSurvey === 'trust';
  const before = isTrusted ? undefined : await countIn(eci, region);
  const reading = new RegionReading(eci, { ...task, wanted });
  await reading.readWanted();
  const judge = () => wanted.map((copy, index) => surveyVerdict(copy, reading.standingOf(index), task, now));
  let judged = judge();
  let view = TRUSTED;
  const isProofNeeded = reading.hidesAny || blindSurvey === 'strict' || judged.some(({ verdict }) => isChange(verdict));
  if (isProofNeeded && !isTrusted) {
    view = await reading.view(task.buckets ?? [], before);
    // What proves the view may also have shown more of what stands at the places.
    judged = judge();
  }
  const hidden = wanted.map((copy): HiddenCopy | undefined => {
    const how = reading.hiddenOf(copy);
    if (copy.known === undefined || how === undefined) return undefined;
    return hiddenCopy(copy.known, { isAbsent: how === 'absent', view, blindSurvey, now });
  });
  const stop = surveyStop(view, blindSurvey, wanted[hidden.indexOf('stop')]?.known);
  if (stop !== undefined) {
    if (activityAge() >= task.absentAfter) return { kind: 'unseen', ...stop };
    throw retryLater(`${stop.reason}; polling again`, stop.code, task.pollEvery);
  }

  const verdicts = wanted.flatMap((copy, index): IndexedVerdict[] => {
    const found = judged[index];
    if (found === undefined) return [];
    const verdict = hidden[index] === undefined ? found : hiddenVerdict(copy, found, hidden[index]);
    const plain = verdict.verdict === 'create' && verdict.generation === 0 && Object.keys(verdict).length === 2;
    return plain ? [] : [[index, verdict]];
  });
  const partial = view.kind === 'whole' ? undefined : partialView(view);
  return fitReasons((reasonLength) => ({
    kind: 'surveyed',
    verdicts: packVerdicts(verdicts, reasonLength),
    ...defined({ partial }),
  }));
}

/** With `blindSurvey: trust`, what is not shown counts as absent. */
const TRUSTED: RegionView = { kind: 'whole', listed: 0 };

function partialView({ listed, counted }: RegionView): PartialView {
  return { listed, ...defined({ counted }) };
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
