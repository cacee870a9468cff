import type { RegionProgress, RunStatus } from '../../../workflows/messages.js';
import { countText } from '../../report/figure-text.js';
import type { Colors } from '../../report/report-table.js';
import { printable } from '../../report/safe-text.js';

const BAR_WIDTH = 12;

/** One region in words: `cn-beijing: 3 of 4 copies ready, 1 pending; copying; capacity: QuotaExceeded: …`. */
export function progressLine({ region, counts, phase, waitingFor, waitingSince }: RegionProgress): string {
  const since = waitingSince === undefined ? '' : ` (since ${waitingSince})`;
  const parts = [
    `${region}: ${countText(counts)}`,
    ...(phase === 'ended' ? [] : [phase]),
    ...(waitingFor === undefined ? [] : [`${waitingFor}${since}`]),
  ];
  return printable(parts.join('; '));
}

export interface BarOptions {
  readonly colors: Colors;
  /** Columns of the terminal: a region stays on one line. */
  readonly width: number;
}

/** One region as a bar, in columns that line up over all regions. */
export function progressBar(progress: RegionProgress, status: RunStatus, { colors, width }: BarOptions): string {
  const { region, counts, phase, waitingFor } = progress;
  const lost = counts.failed + counts.conflict;
  const ready = share(counts.ready + counts.skipped, counts.planned);
  const bad = Math.min(share(lost, counts.planned), BAR_WIDTH - ready);
  const rest = BAR_WIDTH - ready - bad;

  const name = region.padEnd(Math.max(...status.regions.map((other) => other.region.length)));
  const done = `${counts.ready}/${counts.planned}`.padStart(2 * String(counts.planned).length + 1);
  const failures = lost > 0 ? [`${lost} lost`] : [];
  const shown = [name, ' '.repeat(BAR_WIDTH), done, ...failures, phase].join(GAP).length + GAP.length;
  const bar = colors.green('█'.repeat(ready)) + colors.red('█'.repeat(bad)) + colors.dim('░'.repeat(rest));
  return [
    name,
    bar,
    done,
    ...failures.map(colors.red),
    phase === 'ended' ? colors.dim(phase) : phase,
    ...(waitingFor === undefined ? [] : [colors.yellow(cut(printable(waitingFor), width - shown))]),
  ].join(GAP);
}

const GAP = '  ';

/** Of the bar; what has begun is seen. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(BAR_WIDTH, Math.ceil((part / whole) * BAR_WIDTH));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}
