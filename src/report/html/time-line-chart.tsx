import type { RegionTimeLine, Step, TimeLine } from '../time-line.js';
import { tickText, tickTimes } from './time-axis.js';

/** Units of the SVG's own coordinate system, which the page scales to its width. */
const WIDTH = 1_040;
/** Between a region's row and the edge of the chart: the count of its copies is there. */
const RIGHT = 88;
/** Above and below the rows: the labels of the time axis are there. */
const AXIS = 28;
const ROW = { height: 38, gap: 12 };
/** Each row has a strip that shows waits, and below it an area that shows copies. */
const STRIP = { top: 2, height: 7 };
const AREA = { top: 14, bottom: ROW.height };

/** Maps a time, epoch ms, to an x coordinate. */
type TimeScale = (at: number) => number;

/**
 * The time line as SVG: one row per region, with the share of its copies that were requested and that were ready, and the
 * periods in which it waited. Colours are the page's CSS variables, so that it follows the page's colour scheme.
 *
 * Assistive technology sees one image with a name and a description: the page has its figures in a table.
 */
export function TimeLineChart({ start, end, regions }: TimeLine) {
  const left = labelWidth(regions);
  const x: TimeScale = (at) => rounded(left + ((at - start) / (end - start)) * (WIDTH - RIGHT - left));
  const ticks = tickTimes(start, end);
  const grid = ticks.map((at) => `M${x(at)} 0V${ROW.height}`).join('');
  const height = 2 * AXIS + regions.length * (ROW.height + ROW.gap) - ROW.gap;
  return (
    <svg
      role="img"
      aria-labelledby="time-line-title"
      aria-describedby="time-line-key"
      viewBox={`0 0 ${WIDTH} ${height}`}
      fill="currentColor"
    >
      {[AXIS - 10, height - AXIS + 18].map((y) => (
        <g text-anchor="middle">
          {ticks.map((at) => (
            <text x={x(at)} y={y}>
              {tickText(at, end - start)}
            </text>
          ))}
        </g>
      ))}
      {regions.map((region, row) => (
        <g transform={`translate(0 ${AXIS + row * (ROW.height + ROW.gap)})`}>
          <path d={grid} stroke="var(--line)" />
          <Row region={region} x={x} left={left} />
        </g>
      ))}
    </svg>
  );
}

interface RowProps {
  readonly region: RegionTimeLine;
  readonly x: TimeScale;
  /** The x coordinate at which the rows begin. */
  readonly left: number;
}

function Row({ region: { region, planned, ready, span, requested, available, waits }, x, left }: RowProps) {
  return (
    <>
      <text x={left - 10} y={ROW.height / 2} dy="0.32em" text-anchor="end">
        {region}
      </text>
      <path d={areaPath(requested, planned, x)} fill="var(--flow-copying)" stroke="var(--flow-copying-edge)" />
      <path d={areaPath(available, planned, x)} fill="var(--flow-ready)" stroke="var(--flow-ready-edge)" />
      <line x1={left} x2={WIDTH - RIGHT} y1={AREA.bottom} y2={AREA.bottom} stroke="var(--line)" />
      {span !== undefined && (
        <line x1={x(span.from)} x2={x(span.to)} y1={AREA.bottom} y2={AREA.bottom} stroke="var(--muted)" />
      )}
      {waits.map(({ kind, from, to }) => (
        <rect
          x={x(from)}
          // A shorter wait would be invisible.
          width={Math.max(rounded(x(to) - x(from)), 1)}
          y={STRIP.top}
          height={STRIP.height}
          fill={`url(#wait-${kind})`}
          stroke={`var(--wait-${kind})`}
        />
      ))}
      <text x={WIDTH - RIGHT + 10} y={AREA.bottom - 2}>
        {`${ready} of ${planned}`}
      </text>
    </>
  );
}

/** The share of a region's copies over time, as a closed outline of steps. */
function areaPath(steps: readonly Step[], planned: number, x: TimeScale): string {
  const [first] = steps;
  if (first === undefined) return '';
  const y = (copies: number) => rounded(AREA.bottom - (copies / planned) * (AREA.bottom - AREA.top));
  const edge = steps.map(({ at, copies }) => `H${x(at)}V${y(copies)}`);
  return `M${x(first.at)} ${AREA.bottom}${edge.join('')}V${AREA.bottom}`;
}

/** Room for the longest region id, or for 32 letters of it. */
function labelWidth(regions: readonly RegionTimeLine[]): number {
  const longest = Math.max(...regions.map(({ region }) => region.length));
  return 16 + Math.min(longest, 32) * 7;
}

function rounded(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}
