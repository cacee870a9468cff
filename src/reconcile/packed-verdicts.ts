import { VERDICTS } from '../copies/verdict.js';
import { cutReason } from '../payload/fit-reasons.js';
import { type Packed, packList, unpackList } from '../payload/packed-list.js';
import type { SurveyVerdict } from './survey-verdict.js';

/** The verdict of a surveyed copy, by the index of the copy in the survey's list. */
export type IndexedVerdict = readonly [index: number, verdict: SurveyVerdict];

/** The verdicts of a survey in a payload. */
export type PackedVerdicts = Packed<IndexedVerdict>;

/** @param reasonLength the longest reason, UTF-16 units. */
export function packVerdicts(verdicts: readonly IndexedVerdict[], reasonLength: number): PackedVerdicts {
  return packList(
    verdicts.map(([index, verdict]): IndexedVerdict => {
      if (!('reason' in verdict)) return [index, verdict];
      return [index, { ...verdict, reason: cutReason(verdict.reason, reasonLength) }];
    }),
  );
}

/**
 * The reverse of {@link packVerdicts}, except for the ends of reasons.
 *
 * @throws RangeError on a verdict that this version does not know.
 */
export function unpackVerdicts(packed: PackedVerdicts): readonly IndexedVerdict[] {
  const verdicts = unpackList(packed);
  for (const [, found] of verdicts) {
    const verdict: unknown = found?.verdict;
    if (!VERDICTS.some((known) => known === verdict)) {
      throw new RangeError(`this version does not know the verdict ${JSON.stringify(verdict)}`);
    }
  }
  return verdicts;
}
