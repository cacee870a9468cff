import type { RegionProgress, RunStatus } from '../../../workflows/messages.js';
import type { LiveStatus } from '../../client/status/current-status.js';
import { taskFailureSentence } from '../../task-failure.js';
import { countText } from '../../report/figure-text.js';
import type { Colors } from '../../report/report-table.js';
import { whoAndWhy } from '../../controls/controls.js';

/** Characters. */
const BAR_WIDTH = 12;
const GAP = '  ';

// The functions below take a status in which every text is printable.

/** A region as text: `cn-beijing: 3 of 4 copies ready, 1 pending; copying; capacity: QuotaExceeded: …`. */
export function progressLine({ region, counts, phase, waitingFor, waitingSince }: RegionProgress): string {
  const since = waitingSince === undefined ? '' : ` (since ${waitingSince})`;
  const parts = [
    `${region}: ${countText(counts)}`,
    ...(phase === 'ended' ? [] : [phase]),
    ...(waitingFor === undefined ? [] : [`${waitingFor}${since}`]),
  ];
  return parts.join('; ');
}

export interface BarOptions {
  readonly colors: Colors;
  /** Columns of the terminal. A region takes one line. */
  readonly width: number;
}

/** A region as a bar, in columns that are aligned over all regions. */
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
    ...(waitingFor === undefined ? [] : [colors.yellow(cut(waitingFor, width - shown))]),
  ].join(GAP);
}

/** Characters of the bar. Even one copy of many is visible. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(BAR_WIDTH, Math.ceil((part / whole) * BAR_WIDTH));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

/** What a run needs a person for, each with the command to use. */
export function actionLines({
  plan,
  paused,
  approval,
  regions,
}: Pick<LiveStatus, 'plan' | 'paused' | 'approval' | 'regions'>): string[] {
  return [
    ...regions.flatMap(({ taskFailure }) => (taskFailure === undefined ? [] : [taskFailureSentence(taskFailure)])),
    ...(paused === undefined ? [] : [pausedLine(plan, paused)]),
    ...(approval === undefined ? [] : [approvalLine(plan, approval)]),
  ];
}

function pausedLine(plan: string, { since, ...control }: NonNullable<RunStatus['paused']>): string {
  const why = whoAndWhy(control);
  return `paused since ${since}${why === '' ? '' : ` (${why})`}: eci-replicator resume ${plan}`;
}

function approvalLine(plan: string, { wave, regions, until }: NonNullable<RunStatus['approval']>): string {
  const where = regions.join(', ');
  return `wave ${wave} (${where}) waits for approval until ${until}: eci-replicator approve-wave ${plan} ${wave}`;
}
