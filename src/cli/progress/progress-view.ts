import { createLogUpdate } from 'log-update';
import type { RunLook } from '../../client/watch-run.js';
import { countText } from '../../report/figure-text.js';
import { printable } from '../../report/safe-text.js';
import { colorsFor, isTerminal } from '../colors.js';
import type { CliProcess } from '../context.js';
import { steeredLines } from '../steered-lines.js';
import { progressBar, progressLine } from './progress-line.js';

/** Shows on stderr how far a run is. */
export interface ProgressView {
  /** Ms between looks that suit this view. */
  readonly every: number;
  show(look: RunLook): void;
  /** The last picture stays; what is written next begins below it. */
  close(): void;
}

/**
 * Redrawn in place on a terminal; elsewhere plain lines, each only when it has changed. A terminal of no size, such as a
 * container's without a window, has no place to redraw.
 */
export function createProgressView(process: Pick<CliProcess, 'stderr' | 'env'>): ProgressView {
  const { stderr, env } = process;
  return isTerminal(stderr, env) && stderr.columns > 0 && stderr.rows > 0 ? liveView(process) : plainView(process);
}

function liveView({ stderr, env }: Pick<CliProcess, 'stderr' | 'env'>): ProgressView {
  const colors = colorsFor(stderr, env);
  const draw = createLogUpdate(stderr);
  let last: string[] = [];
  return {
    every: 1_000,
    show(look) {
      if (look.kind === 'unanswered') {
        draw([...last, colors.yellow(unanswered(look.reason))].join('\n'));
        return;
      }
      const { status } = look;
      last = [
        `${colors.bold(status.plan)}  ${countText(status.counts)}`,
        ...status.regions.map((region) => progressBar(region, status, { colors, width: stderr.columns })),
        ...steeredLines(status).map((line) => colors.yellow(line)),
        ...(status.waitingFor === undefined ? [] : [colors.yellow(printable(`waiting for ${status.waitingFor}`))]),
      ];
      draw(last.join('\n'));
    },
    close() {
      draw.done();
      if (last.length > 0) stderr.write('\n');
    },
  };
}

function plainView({ stderr }: Pick<CliProcess, 'stderr'>): ProgressView {
  const told = new Map<string, string>();
  const tell = (about: string, line: string) => {
    if (told.get(about) === line) return;
    told.set(about, line);
    stderr.write(`${line}\n`);
  };
  return {
    every: 2_000,
    show(look) {
      if (look.kind === 'unanswered') return tell('', unanswered(look.reason));
      const { plan, regions, waitingFor } = look.status;
      for (const line of steeredLines(look.status)) tell(plan, line);
      if (waitingFor !== undefined) tell(plan, printable(`${plan}: waiting for ${waitingFor}`));
      for (const region of regions) {
        if (region.phase !== 'not started') tell(region.region, progressLine(region));
      }
      told.delete('');
    },
    close: () => {},
  };
}

function unanswered(reason: string): string {
  return printable(`no worker answers (${reason}); the run itself goes on once one does`);
}
