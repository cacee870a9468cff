import type { DataCache } from '../eci/eci.js';
import type { CopyIdentity } from './client-token.js';

/** The tags that every copy carries: by them a later run knows it again. */
const PLAN = 'eci-replicator:plan';
const SOURCE = 'eci-replicator:source';
const SOURCE_REGION = 'eci-replicator:source-region';
const GENERATION = 'eci-replicator:generation';

/** What a copy's tags say of it. */
export interface CopyOrigin {
  readonly plan: string;
  readonly source: string;
  readonly sourceRegion: string;
  readonly generation: number;
}

/** The user's tags and the four of ours, which the user's cannot override. */
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

/** Reads a cache's tags; `undefined` when it is not a copy of this tool. */
export function copyOrigin(cache: DataCache): CopyOrigin | undefined {
  const plan = cache.tags[PLAN];
  const source = cache.tags[SOURCE];
  const sourceRegion = cache.tags[SOURCE_REGION];
  const generation = cache.tags[GENERATION];
  if (plan === undefined || source === undefined || sourceRegion === undefined || generation === undefined) {
    return undefined;
  }
  if (!/^\d{1,6}$/.test(generation)) return undefined;
  return { plan, source, sourceRegion, generation: Number(generation) };
}
