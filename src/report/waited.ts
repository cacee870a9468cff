import { knownUntil } from './known-until.js';
import type { Report } from './report.js';

export interface LongestWait {
  readonly region: string;
  readonly ms: number;
}

/** How long a region waited in all, in ms; a wait without an end lasts as long as its region, or as is known. */
export function waited(report: Report, region: Report['regions'][number], kind: 'capacity' | 'paused'): number {
  const end = region.endedAt === null ? knownUntil(report) : Date.parse(region.endedAt);
  return region.waits
    .filter((wait) => wait.kind === kind)
    .reduce((sum, { from, to }) => sum + Math.max(0, (to === null ? end : Date.parse(to)) - Date.parse(from)), 0);
}

/** The region that waited longest for capacity; undefined when none did. */
export function longestWait(report: Report): LongestWait | undefined {
  return report.regions
    .map((region) => ({ region: region.region, ms: waited(report, region, 'capacity') }))
    .reduce<LongestWait | undefined>((longest, wait) => (wait.ms > (longest?.ms ?? 0) ? wait : longest), undefined);
}
