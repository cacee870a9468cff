import type { Report } from './report.js';

/** Until when the report knows what happened, epoch ms: the run's end, or the last thing that it tells of. */
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
