import type { Report } from './report.js';

export interface LongestWait {
  readonly region: string;
  readonly ms: number;
}

/** The total time that a region waited, in ms. An open wait lasts until the region ended, or until the last known event. */
export function waited(report: Report, region: Report['regions'][number], kind: 'capacity' | 'paused'): number {
  const end = region.endedAt === null ? knownUntil(report) : Date.parse(region.endedAt);
  return region.waits
    .filter((wait) => wait.kind === kind)
    .reduce((sum, { from, to }) => sum + Math.max(0, (to === null ? end : Date.parse(to)) - Date.parse(from)), 0);
}

/** The region that waited longest for capacity; undefined if none did. */
export function longestWait(report: Report): LongestWait | undefined {
  return report.regions
    .map((region) => ({ region: region.region, ms: waited(report, region, 'capacity') }))
    .reduce<LongestWait | undefined>((longest, wait) => (wait.ms > (longest?.ms ?? 0) ? wait : longest), undefined);
}

/** The end of the run, or the last event in the report while the run is under way. Epoch ms. */
export function knownUntil({ startedAt, finishedAt, copies, regions, controls }: Report): number {
  if (finishedAt !== null) return Date.parse(finishedAt);
  const times = [
    startedAt,
    ...copies.flatMap(({ requestedAt, readyAt }) => [requestedAt, readyAt]),
    ...regions.flatMap(({ startedAt: start, endedAt, waits }) => [
      start,
      endedAt,
      ...waits.flatMap(({ from, to }) => [from, to]),
    ]),
    ...controls.map(({ at }) => at),
  ];
  return times.reduce((latest, time) => Math.max(latest, time === null ? 0 : Date.parse(time)), 0);
}
