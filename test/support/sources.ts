import type { ScenarioInput } from '../../src/simulator/scenario.js';

export const SOURCE_REGION = 'cn-hongkong';

/** `count` source caches of a plan, all Available. */
export function sourceCaches(count: number): NonNullable<ScenarioInput['sources']> {
  return Array.from({ length: count }, (_, i) => ({
    region: SOURCE_REGION,
    id: `edc-source${String(i).padStart(4, '0')}`,
    bucket: 'models',
    path: `/models/${i}`,
    name: `model-${i}`,
    sizeGiB: 7,
  }));
}

/** The same sources at places, and with names, that every spelling of the service writes in another way. */
export function oddlyNamedSources(count: number): NonNullable<ScenarioInput['sources']> {
  return sourceCaches(count).map((cache, i) => ({
    ...cache,
    bucket: 'Models',
    path: `/Modelle/Größe ${i}`,
    name: `Größe ${i}`,
  }));
}

interface PlanOptions {
  readonly name: string;
  readonly caches: number;
  readonly regions: readonly string[];
  readonly copy?: object;
  readonly policy?: Readonly<Record<string, unknown>>;
}

/** A plan for these sources, as in the input of a run. */
export function planOf({ name, caches, regions, copy, policy = {} }: PlanOptions) {
  return {
    version: 1,
    name,
    source: { region: SOURCE_REGION, caches: sourceCaches(caches).map(({ id }) => ({ id })) },
    targets: regions.map((region) => ({ region })),
    ...(copy === undefined ? {} : { copy }),
    policy: { capacity: { firstRetry: '1s', maxRetry: '2s' }, ready: { pollEvery: '1s' }, ...policy },
  };
}
