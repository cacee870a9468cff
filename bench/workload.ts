/** What is to be copied, and how: the same for every contender. Durations in ms. */
export interface Workload {
  /** Source caches; each is copied to every target region. */
  readonly caches: number;
  readonly regions: number;
  /** Copies under way per target region. */
  readonly window: number;
  /** From the request until the copy is Available. */
  readonly copyTime: number;
  /** How often a contender looks whether copies are ready. */
  readonly pollEvery: number;
}

export const SOURCE_REGION = 'cn-hongkong';

export function copiesOf({ caches, regions }: Pick<Workload, 'caches' | 'regions'>): number {
  return caches * regions;
}

/** Ms that no contender can beat: every window always full. */
export function lowerBound({ caches, window, copyTime }: Workload): number {
  return (caches * copyTime) / window;
}

export function targetRegions({ regions }: Pick<Workload, 'regions'>): string[] {
  return Array.from({ length: regions }, (_, index) => `cn-target${String(index + 1).padStart(2, '0')}`);
}

/** A source as the simulator's `generate` makes it; its copies stand at the same place. */
export function sourceCache(index: number) {
  const number = String(index + 1).padStart(5, '0');
  const id = `edc-generated${number}`;
  return { id, bucket: 'generated', path: `/generated/${number}`, name: id };
}
