import { axisX, gridX, lineY, plot, rect, ruleY, text } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { printable } from '../safe-text.js';
import type { RegionTimeLine, Step, TimeLine } from '../time-line.js';
import { tickText } from './tick-text.js';

const WIDTH = 1_040;
const ROW_HEIGHT = 48;
/** In parts of the height that all of a region's copies take: waits have a strip of their own above them. */
const STRIP = { y1: 1.14, y2: 1.42, top: 1.5 };

/**
 * The time line as SVG for an HTML page: a row a region, with the share of its copies that were requested and that were
 * ready, and the times when it waited. Colours are the page's CSS variables, so it follows the page into the dark.
 */
export function timeLineChart({ start, end, regions }: TimeLine): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const ticks = { ticks: 8, tickFormat: (time: Date) => tickText(time, end - start) };
  const chart = plot({
    document,
    width: WIDTH,
    height: regions.length * ROW_HEIGHT + 64,
    marginLeft: labelWidth(regions),
    marginRight: 88,
    marginTop: 28,
    marginBottom: 28,
    x: { type: 'utc', domain: [new Date(start), new Date(end)], label: null },
    y: { axis: null, domain: [0, STRIP.top] },
    fy: { label: null, domain: regions.map(({ region }) => region), tickFormat: printable, padding: 0.24 },
    marks: [
      gridX({ ticks: 8, stroke: 'var(--line)', strokeOpacity: 1 }),
      axisX({ ...ticks, anchor: 'top', tickSize: 0 }),
      axisX({ ...ticks, anchor: 'bottom', tickSize: 0 }),
      flow(regions, ({ requested }) => requested, 'copying'),
      flow(regions, ({ available }) => available, 'ready'),
      ruleY(regions, { fy: 'region', y: 0, stroke: 'var(--line)' }),
      ruleY(spans(regions), { fy: 'region', y: 0, x1: 'from', x2: 'to', stroke: 'var(--muted)' }),
      ...(['capacity', 'paused'] as const).map((kind) =>
        rect(waits(regions, kind, (end - start) / WIDTH), {
          fy: 'region',
          x1: 'from',
          x2: 'to',
          y1: STRIP.y1,
          y2: STRIP.y2,
          fill: `url(#wait-${kind})`,
          stroke: `var(--wait-${kind})`,
        }),
      ),
      text(regions, {
        fy: 'region',
        text: ({ ready, planned }: RegionTimeLine) => `${ready} of ${planned}`,
        frameAnchor: 'bottom-right',
        textAnchor: 'start',
        dx: 10,
        dy: -2,
      }),
    ],
  });
  // The page's own style sheet says the same, and is the only one that its security policy lets in.
  chart.querySelector('style')?.remove();
  // One image with one name: its parts are not read one by one.
  for (const part of chart.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-labelledby', 'time-line-title');
  chart.setAttribute('aria-describedby', 'time-line-key');
  return chart.outerHTML;
}

/** The part of a region's copies that had come so far, as a shape on the row's ground with an edge that is seen. */
function flow(
  regions: readonly RegionTimeLine[],
  stepsOf: (region: RegionTimeLine) => readonly Step[],
  kind: 'copying' | 'ready',
) {
  const points = regions.flatMap((region) => {
    const steps = stepsOf(region).map(({ at, copies }) => ({ at: new Date(at), part: copies / region.planned }));
    const [first, last] = [steps[0], steps.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [{ ...first, part: 0 }, ...steps, { ...last, part: 0 }].map((step) => ({ ...step, region: region.region }));
  });
  return lineY(points, {
    fy: 'region',
    x: 'at',
    y: 'part',
    curve: 'step-after',
    fill: `var(--flow-${kind})`,
    stroke: `var(--flow-${kind}-edge)`,
    strokeWidth: 1,
  });
}

function spans(regions: readonly RegionTimeLine[]) {
  return regions.flatMap(({ region, span }) =>
    span === undefined ? [] : [{ region, from: new Date(span.from), to: new Date(span.to) }],
  );
}

/** @param least - ms: a shorter wait is drawn as long as this, or it could not be seen. */
function waits(regions: readonly RegionTimeLine[], kind: 'capacity' | 'paused', least: number) {
  return regions.flatMap(({ region, waits: all }) =>
    all
      .filter((wait) => wait.kind === kind)
      .map(({ from, to }) => ({ region, from: new Date(from), to: new Date(Math.max(to, from + least)) })),
  );
}

/** Pixels. */
function labelWidth(regions: readonly RegionTimeLine[]): number {
  const longest = regions.reduce((length, { region }) => Math.max(length, region.length), 0);
  return 16 + Math.min(longest, 32) * 7;
}
