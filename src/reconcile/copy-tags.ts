import type { DataCache } from '../eci/eci.js';
import type { CopyIdentity } from './client-token.js';

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

/** Reads the tags of a data cache; `undefined` if it is not a copy made by this tool. */
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
