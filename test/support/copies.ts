import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { SOURCE_REGION } from './sources.js';

type Existing = NonNullable<ScenarioInput['existing']>[number];

interface CopyMarks {
  readonly plan: string;
  /** Default: a source that no plan of the tests names. */
  readonly source?: string;
  readonly sourceRegion?: string;
  readonly generation?: number;
}

/** A cache that carries the tags of a plan's copy. */
export function existingCopy(
  { plan, source = 'edc-former', sourceRegion = SOURCE_REGION, generation = 0 }: CopyMarks,
  cache: Pick<Existing, 'region' | 'path'> & Partial<Existing>,
): Existing {
  return {
    bucket: 'models',
    ...cache,
    tags: {
      team: 'inference',
      'eci-replicator:plan': plan,
      'eci-replicator:source': source,
      'eci-replicator:source-region': sourceRegion,
      'eci-replicator:generation': String(generation),
    },
  };
}
