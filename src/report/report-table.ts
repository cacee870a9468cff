import CliTable3 from 'cli-table3';
import type picocolors from 'picocolors';
import { adoptedTexts } from './adopted-texts.js';
import { countText, deletionText } from './figure-text.js';
import { partialViewTexts, reportRegions } from './report-regions.js';
import type { Report, ReportCopy } from './report.js';
import { printableIn } from '../safe-text.js';

/** Picocolors, on or off. */
export type Colors = ReturnType<typeof picocolors.createColors>;

export interface TableOptions {
  readonly colors: Colors;
  /** Width of the terminal in columns. */
  readonly width: number;
}

/** Further copies are only counted; the report file lists all of them. */
const MAX_LISTED = 20;
/** With more sources, the table has counts per region instead of one row per source. */
const MAX_SOURCES = 40;

/** The report for a terminal: sources by regions if that fits, else counts per region; then what is not ready and why. */
export function reportTable(found: Report, { colors, width }: TableOptions): string {
  const report = printableIn(found);
  return [
    ...(report.copies.length === 0
      ? []
      : [matrixThatFits(report, { colors, width }) ?? countsByRegion(report, colors), '']),
    ...notReady(report, colors),
    ...partialViewTexts(report).map((text) => `${colors.yellow('note')} ${text}`),
    ...adoptedTexts(report.copies).map((text) => `${colors.yellow('note')} ${text}`),
    ...deletionText(report).map((text) => `${colors.yellow('note')} ${text}`),
    `${outcomeText(report, colors)}: ${countText(report.counts)}`,
  ].join('\n');
}

/** Aligned columns without borders, so that tools such as `cut` and `grep` can read them. Cells may be coloured. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new CliTable3({
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push([...head], ...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Sources by regions; `undefined` if that is too long or too wide. */
function matrixThatFits(report: Report, { colors, width }: TableOptions): string | undefined {
  const sources = [...new Set(report.copies.map(({ source }) => source))];
  if (sources.length > MAX_SOURCES) return undefined;
  const regions = reportRegions(report);
  const outcomes = new Map(report.copies.map((copy) => [`${copy.region} ${copy.source}`, copy.outcome]));
  const rows = (paint: (outcome: ReportCopy['outcome']) => string) =>
    sources.map((source) => [
      source,
      ...regions.map(({ region }) => {
        const outcome = outcomes.get(`${region} ${source}`);
        return outcome === undefined ? '' : paint(outcome);
      }),
    ]);
  const head = ['source', ...regions.map(({ region }) => region)];
  const plain = plainTable(head, rows(String));
  if (plain.split('\n').some((line) => line.length > width)) return undefined;
  return plainTable(
    head.map(colors.bold),
    rows((outcome) => painted(outcome, colors)),
  );
}

function countsByRegion(report: Report, colors: Colors): string {
  return plainTable(
    ['region', 'copies', 'ready', 'adopted', 'failed', 'conflict', 'skipped', 'pending'].map(colors.bold),
    reportRegions(report).map(({ region, counts: c }) => [
      region,
      ...[c.planned, c.ready, c.adopted, c.failed, c.conflict, c.skipped, c.pending].map(String),
    ]),
  );
}

/** Failures come first: a pending copy says less. */
function notReady({ copies }: Report, colors: Colors): string[] {
  const explained = copies.filter(({ outcome, code, reason }) => outcome !== 'ready' && (code ?? reason) !== null);
  const ordered = explained.toSorted((a, b) => Number(a.outcome === 'pending') - Number(b.outcome === 'pending'));
  const lines = ordered
    .slice(0, MAX_LISTED)
    .flatMap((copy) => [
      `${painted(copy.outcome, colors)} ${copy.source} to ${copy.region}: ${whatHappened(copy)}`,
      ...(copy.advice === null ? [] : [`  ${colors.dim(copy.advice)}`]),
    ]);
  const more = explained.length - MAX_LISTED;
  return [...lines, ...(more > 0 ? [`and ${more} more in the report`] : []), ...(lines.length > 0 ? [''] : [])];
}

function whatHappened({ code, reason }: ReportCopy): string {
  return [code, reason].filter((part) => part !== null).join(': ');
}

function outcomeText({ plan, outcome }: Report, colors: Colors): string {
  const paint = {
    ready: colors.green,
    partial: colors.yellow,
    failed: colors.red,
    cancelled: colors.yellow,
    running: colors.cyan,
  };
  return `${colors.bold(plan)} ${paint[outcome](outcome)}`;
}

function painted(outcome: ReportCopy['outcome'], colors: Colors): string {
  const paint = {
    ready: colors.green,
    failed: colors.red,
    conflict: colors.red,
    skipped: colors.dim,
    pending: colors.yellow,
  };
  return paint[outcome](outcome);
}

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
