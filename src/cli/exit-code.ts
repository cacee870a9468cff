import type { RunOutcome } from '../copies/run-outcome.js';

/** Every exit code of the command line. Pipelines branch on them. */
export const ExitCode = {
  /** Every copy is ready or was skipped on request, or there was nothing to do. */
  ok: 0,
  /** A required copy failed or conflicts, the failure budget was exceeded, or the run failed. Also any unexpected error. */
  failed: 1,
  /** Wrong usage or an invalid plan; nothing was started. */
  usage: 2,
  /** Failures within the budget; 0 with `--allow-partial`. */
  partial: 3,
  /** Still running when `--timeout` passed; the run continues. */
  timedOut: 4,
  /** Before the start: Temporal cannot be reached, or no worker answered on the task queue for 60 s. */
  unavailable: 5,
  /** The run was cancelled or terminated. */
  cancelled: 6,
  /** `plan preview --exit-code`: there are changes to make. */
  changes: 7,
  /** Nothing was started or changed: the digest differs, another run is under way, or the run does not accept the control. */
  refused: 8,
  /** Detached by Ctrl-C; the run continues. */
  interrupted: 130,
  /** Detached by SIGTERM; the run continues. */
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit code for the outcome of a run. */
export function exitCodeOf(outcome: RunOutcome, { allowPartial }: { readonly allowPartial: boolean }): ExitCode {
  switch (outcome) {
    case 'ready':
      return ExitCode.ok;
    case 'partial':
      return allowPartial ? ExitCode.ok : ExitCode.partial;
    case 'failed':
      return ExitCode.failed;
    case 'cancelled':
      return ExitCode.cancelled;
    case 'running':
      return ExitCode.timedOut;
  }
}
