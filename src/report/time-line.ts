import { reportRegions } from './report-regions.js';
import type { Report, ReportCopy } from './report.js';
import { knownUntil } from './waited.js';

/** How the time of a run was spent, per region. Times are epoch ms. */
export interface TimeLine {
  readonly start: number;
  readonly end: number;
  readonly regions: readonly RegionTimeLine[];
}

export interface RegionTimeLine {
  readonly region: string;
  readonly planned: number;
  readonly ready: number;
  /** When the region was under way; undefined if it did not start. */
  readonly span?: { readonly from: number; readonly to: number } | undefined;
  /** Cumulative number of copies requested or adopted. */
  readonly requested: readonly Step[];
  /** Cumulative number of ready copies. */
  readonly available: readonly Step[];
  readonly waits: readonly { readonly kind: 'capacity' | 'paused'; readonly from: number; readonly to: number }[];
}

/** The number of copies from `at` on. */
export interface Step {
  readonly at: number;
  readonly copies: number;
}

/** Finer steps are not visible. */
const COLUMNS = 400;

/** The steps of a region span its start to its end, with at most `COLUMNS` in between. */
export function timeLineOf(report: Report): TimeLine {
  const start = Date.parse(report.startedAt);
  // A run without duration still needs a width to draw.
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

/** A copy that was adopted as ready, at an unknown time, counts as ready from the start. */
function readyTime({ outcome, readyAt }: ReportCopy, begin: string): string | null {
  return outcome === 'ready' ? (readyAt ?? begin) : null;
}

function steps(times: readonly number[], { from, to }: { readonly from: number; readonly to: number }): Step[] {
  const counts = new Map<number, number>([[from, 0]]);
  times.toSorted((a, b) => a - b).forEach((time, index) => counts.set(time, index + 1));
  const found = [...counts].map(([at, copies]) => ({ at, copies }));
  return [...found, { at: to, copies: times.length }];
}
