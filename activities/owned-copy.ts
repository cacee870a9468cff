import type { DataCache } from '../src/eci/eci.js';
import { copyOrigin, isCopyOf, isOfPlan } from '../src/reconcile/copy-tags.js';

/** One copy by id, and what its tags must name before anything is done to it. */
export interface OwnedCopy {
  readonly region: string;
  readonly id: string;
  readonly plan: string;
  readonly source: string;
  readonly sourceRegion: string;
  readonly generation: number;
}

/** Why a data cache with this id is not that copy, a clause; undefined if it is. */
export function whyNotOurs(shown: DataCache, copy: OwnedCopy): string | undefined {
  const { id, generation } = copy;
  const origin = copyOrigin(shown);
  if (!isCopyOf(origin, copy) || !isOfPlan(origin, copy)) return `${id} is not a copy of this plan`;
  if (origin.generation !== generation) return `${id} is generation ${origin.generation}, not ${generation}`;
  return undefined;
}
