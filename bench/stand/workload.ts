/** What to copy and how. It is the same for every contender. Durations in ms. */
export interface Workload {
  /** Source caches. Each is copied to every target region. */
  readonly caches: number;
  readonly regions: number;
  /** Copies under way per target region. */
  readonly window: number;
  /** From the request until the copy is Available. */
  readonly copyTime: number;
  /** The interval between two polls. */
  readonly pollEvery: number;
}

export const SOURCE_REGION = 'cn-hongkong';

export function copiesOf({ caches, regions }: Pick<Workload, 'caches' | 'regions'>): number {
  return caches * regions;
}

/** The time that no contender can beat, in ms: every window is always full. */
export function lowerBound({ caches, window, copyTime }: Workload): number {
  return (caches * copyTime) / window;
}

export function regionsOf({ regions }: Pick<Workload, 'regions'>): string[] {
  return Array.from({ length: regions }, (_, index) => `cn-target${String(index + 1).padStart(2, '0')}`);
}

/** A source as the simulator's `generate` creates it. Its copies have the same bucket and path. */
export function sourceCache(index: number) {
  const number = String(index + 1).padStart(5, '0');
  const id = `edc-generated${number}`;
  return { id, bucket: 'generated', path: `/generated/${number}`, name: id };
}
