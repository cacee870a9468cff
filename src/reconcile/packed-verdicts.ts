import { packFormers, unpackFormers } from '../copies/packed-formers.js';
import { cutReason } from '../payload/cut-reason.js';
import type { Packing } from '../payload/packing.js';
import type { Formers, SurveyVerdict } from './survey-verdict.js';

/** A verdict as payloads carry it: as it is, or, where they are many, each list of former copies as one short text. */
export type PackedVerdict = ReturnType<typeof packVerdict>;

/** @param source of the copy that was wanted. */
export function packVerdict(verdict: SurveyVerdict, source: string, packing: Packing) {
  const cut = 'reason' in verdict ? { ...verdict, reason: cutReason(verdict.reason, packing) } : verdict;
  if (cut.verdict === 'conflict' || !packing.sharesText) return cut;
  const { deleteFirst, deleteAfterwards, ...rest } = cut;
  const [first, afterwards] = [packFormers(deleteFirst, source), packFormers(deleteAfterwards, source)];
  return {
    ...rest,
    ...(first === null ? {} : { deleteFirst: first }),
    ...(afterwards === null ? {} : { deleteAfterwards: afterwards }),
  };
}

/** The reverse of {@link packVerdict}, but for the end of a reason. */
export function unpackVerdict(packed: PackedVerdict, source: string): SurveyVerdict {
  if (packed.verdict === 'conflict') return packed;
  const { deleteFirst, deleteAfterwards, ...rest } = packed;
  const [first, afterwards] = [formers(deleteFirst, source), formers(deleteAfterwards, source)];
  return {
    ...rest,
    ...(first === undefined ? {} : { deleteFirst: first }),
    ...(afterwards === undefined ? {} : { deleteAfterwards: afterwards }),
  };
}

function formers(packed: string | Formers['deleteFirst'], source: string): Formers['deleteFirst'] {
  return typeof packed === 'string' ? unpackFormers(packed, source) : packed;
}
