import { createLogUpdate } from 'log-update';
import type { RunPoll } from '../../client/status/watch-run.js';
import { taskFailureSentence } from '../../task-failure.js';
import { countText } from '../../report/figure-text.js';
import { printable, printableIn } from '../../safe-text.js';
import type { CliProcess } from '../context.js';
import { colorsFor, isTerminal, safeFor, say } from '../print.js';
import { actionLines, progressBar, progressLine } from './progress-line.js';

/** Shown while Temporal itself does not answer. */
export const TEMPORAL_AWAY = 'Temporal does not answer; trying again';

/** Shows the progress of a run on stderr. */
export interface ProgressView {
  /** Ms between polls that suit this view. */
  readonly every: number;
  show(poll: RunPoll): void;
  /** Keeps the last picture; later output begins below it. */
  close(): void;
}

/**
 * On a terminal, a picture that is redrawn in place; elsewhere plain lines, each only when it changes. A terminal whose size
 * is 0, such as that of a container without a window, cannot be redrawn.
 */
export function createProgressView(process: Pick<CliProcess, 'stderr' | 'env'>): ProgressView {
  const { stderr, env } = process;
  return isTerminal(stderr, env) && stderr.columns > 0 && stderr.rows > 0 ? liveView(process) : plainView(process);
}

function liveView({ stderr, env }: Pick<CliProcess, 'stderr' | 'env'>): ProgressView {
  const colors = colorsFor(stderr, env);
  const log = createLogUpdate(stderr);
  const draw = (lines: readonly string[]) => log(safeFor(stderr, env, lines.join('\n')));
  let last: string[] = [];
  return {
    every: 1_000,
    show(poll) {
      if (poll.kind !== 'status') {
        draw([...last, colors.yellow(unansweredText(poll, 'run'))]);
        return;
      }
      const status = printableIn(poll.status);
      last = [
        `${colors.bold(status.plan)}  ${countText(status.counts)}`,
        ...status.regions.map((region) => progressBar(region, status, { colors, width: stderr.columns })),
        ...actionLines(status).map((line) => colors.yellow(line)),
        ...(status.waitingFor === undefined ? [] : [colors.yellow(`waiting for ${status.waitingFor}`)]),
      ];
      draw(last);
    },
    close() {
      log.done();
      if (last.length > 0) stderr.write('\n');
    },
  };
}

function plainView(process: Pick<CliProcess, 'stderr' | 'env'>): ProgressView {
  const printed = new Map<string, string>();
  const print = (about: string, line: string) => {
    if (printed.get(about) === line) return;
    printed.set(about, line);
    say({ process }, line);
  };
  return {
    every: 2_000,
    show(poll) {
      if (poll.kind !== 'status') return print('', unansweredText(poll, 'run'));
      const status = printableIn(poll.status);
      const { plan, regions, waitingFor } = status;
      for (const line of actionLines(status)) print(line, line);
      if (waitingFor !== undefined) print(plan, `${plan}: waiting for ${waitingFor}`);
      for (const region of regions) {
        if (region.phase !== 'not started') print(region.region, progressLine(region));
      }
      printed.delete('');
    },
    close: () => {},
  };
}

/** Why a poll of a run or a preview has no status, on one line. */
export function unansweredText(poll: Exclude<RunPoll, { kind: 'status' }>, what: 'run' | 'preview'): string {
  if (poll.kind === 'disconnected') return TEMPORAL_AWAY;
  if (poll.kind === 'stuck') return poll.failures.map((failure) => printable(taskFailureSentence(failure))).join('\n');
  return `no worker answers (${printable(poll.reason)}); the ${what} continues once one does`;
}
