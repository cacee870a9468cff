import { knownUntil } from './known-until.js';
import type { Report, ReportCopy } from './report.js';
import { reportRegions } from './report-regions.js';

/** How a run's time passed, region by region. Times are epoch ms. */
export interface TimeLine {
  readonly start: number;
  readonly end: number;
  readonly regions: readonly RegionTimeLine[];
}

export interface RegionTimeLine {
  readonly region: string;
  readonly planned: number;
  readonly ready: number;
  /** When it worked; undefined: it did not start. */
  readonly span?: { readonly from: number; readonly to: number } | undefined;
  /** Copies whose request was accepted, or that were found, by then. */
  readonly requested: readonly Step[];
  /** Copies that were ready by then. */
  readonly available: readonly Step[];
  readonly waits: readonly { readonly kind: 'capacity' | 'paused'; readonly from: number; readonly to: number }[];
}

/** From `at` on, so many copies. */
export interface Step {
  readonly at: number;
  readonly copies: number;
}

/** Finer steps cannot be seen. */
const COLUMNS = 400;

/** A region's steps begin at its start and end at its end; at most `COLUMNS` between. */
export function timeLineOf(report: Report): TimeLine {
  const start = Date.parse(report.startedAt);
  // A run of no time still has a width to draw.
  const end = Math.max(knownUntil(report), start + 1_000);
  const copiesOf = new Map(reportRegions(report).map(({ region, copies }) => [region, copies]));
  const regions = report.regions.map((region) =>
    regionTimeLine(region, copiesOf.get(region.region) ?? [], { start, end }),
  );
  return { start, end, regions };
}

function regionTimeLine(
  { region, startedAt, endedAt, waits }: Report['regions'][number],
  copies: readonly ReportCopy[],
  run: { readonly start: number; readonly end: number },
): RegionTimeLine {
  const ready = copies.filter(({ outcome }) => outcome === 'ready');
  const shown = { region, planned: copies.length, ready: ready.length };
  const within = (time: number) => Math.min(Math.max(time, run.start), run.end);
  const known = copies.flatMap(({ requestedAt, readyAt }) => [requestedAt, readyAt].filter((time) => time !== null));
  const begin = startedAt ?? known.toSorted()[0];
  if (begin === undefined) return { ...shown, requested: [], available: [], waits: [] };

  const from = within(Date.parse(begin));
  const to = Math.max(from, endedAt === null ? run.end : within(Date.parse(endedAt)));
  const column = (run.end - run.start) / COLUMNS;
  const stepsOf = (times: readonly (string | null)[]) =>
    steps(
      times.flatMap((time) => {
        if (time === null) return [];
        const columns = Math.round((within(Date.parse(time)) - run.start) / column);
        return [Math.min(Math.max(run.start + columns * column, from), to)];
      }),
      { from, to },
    );
  return {
    ...shown,
    span: { from, to },
    requested: stepsOf(copies.map((copy) => copy.requestedAt ?? readyTime(copy, begin))),
    available: stepsOf(ready.map((copy) => readyTime(copy, begin))),
    waits: waits.map((wait) => ({
      kind: wait.kind,
      from: within(Date.parse(wait.from)),
      to: wait.to === null ? to : within(Date.parse(wait.to)),
    })),
  };
}

/** A copy that was found ready, at no time that is known, was so from the beginning. */
function readyTime({ outcome, readyAt }: ReportCopy, begin: string): string | null {
  return outcome === 'ready' ? (readyAt ?? begin) : null;
}

function steps(times: readonly number[], { from, to }: { readonly from: number; readonly to: number }): Step[] {
  const counts = new Map<number, number>([[from, 0]]);
  times.toSorted((a, b) => a - b).forEach((time, index) => counts.set(time, index + 1));
  const found = [...counts].map(([at, copies]) => ({ at, copies }));
  return [...found, { at: to, copies: times.length }];
}
