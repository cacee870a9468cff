import type { RegionLine } from '../../workflows/messages.js';
import type { Counts } from '../copies/counts.js';

/** What `run` and `watch` wait for: the run's end, or its required copies alone. */
export type WaitFor = 'all' | 'required';

/** `missed`: a required region has ended without all of its copies. `none`: no region is required. */
export type RequiredCopies = 'none' | 'ready' | 'missed' | 'under way';

/** How the required copies of a run under way stand. */
export function requiredCopies(regions: readonly RegionLine[]): RequiredCopies {
  const required = regions.filter((region) => region.required);
  if (required.length === 0) return 'none';
  if (required.every(({ counts }) => allReady(counts))) return 'ready';
  return required.some(({ phase, counts }) => phase === 'ended' && !allReady(counts)) ? 'missed' : 'under way';
}

/** A region whose sources are still looked for has no copies yet, which is not to have them all. */
export function allReady({ planned, ready, skipped }: Counts): boolean {
  return planned > 0 && ready + skipped === planned;
}
