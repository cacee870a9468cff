import type { DataCache } from '../eci/eci.js';
import type { CopyIdentity } from './client-token.js';
import { isSameText } from '../spelling.js';

/** The tags that every copy carries, so that later runs recognise it. */
const PLAN = 'eci-replicator:plan';
const SOURCE = 'eci-replicator:source';
const SOURCE_REGION = 'eci-replicator:source-region';
const GENERATION = 'eci-replicator:generation';

/** What the tags of a copy say about it. */
export interface CopyOrigin {
  readonly plan: string;
  readonly source: string;
  readonly sourceRegion: string;
  readonly generation: number;
}

/** The tags of the user plus our four, which the user cannot override. */
export function copyTags(
  identity: CopyIdentity,
  plan: string,
  tags: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...tags,
    [PLAN]: plan,
    [SOURCE]: identity.source,
    [SOURCE_REGION]: identity.sourceRegion,
    [GENERATION]: String(identity.generation),
  };
}

/** The highest generation that is written or read. A tag that says more was not written by this tool. */
export const MAX_GENERATION = 999_999;

/** Reads the tags of a data cache; `undefined` if it is not a copy made by this tool. */
export function copyOrigin({ tags }: Pick<DataCache, 'tags'>): CopyOrigin | undefined {
  const plan = tags[PLAN];
  const source = tags[SOURCE];
  const sourceRegion = tags[SOURCE_REGION];
  const generation = tags[GENERATION];
  if (plan === undefined || source === undefined || sourceRegion === undefined || generation === undefined) {
    return undefined;
  }
  if (!/^\d{1,6}$/.test(generation)) return undefined;
  return { plan, source, sourceRegion, generation: Number(generation) };
}

/** Whether a copy was made from this source, by whatever plan. */
export function isCopyOf(
  origin: CopyOrigin | undefined,
  { source, sourceRegion }: Pick<CopyOrigin, 'source' | 'sourceRegion'>,
): origin is CopyOrigin {
  return origin !== undefined && isSameText(origin.source, source) && isSameText(origin.sourceRegion, sourceRegion);
}

/** Whether a copy belongs to this plan, from whatever source of its source region. */
export function isOfPlan(
  origin: CopyOrigin | undefined,
  { plan, sourceRegion }: Pick<CopyOrigin, 'plan' | 'sourceRegion'>,
): origin is CopyOrigin {
  return origin !== undefined && isSameText(origin.plan, plan) && isSameText(origin.sourceRegion, sourceRegion);
}
