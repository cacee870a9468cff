import type { RunOutcome } from '../copies/run-outcome.js';

/** Every exit code, and nothing else: pipelines branch on them. */
export const ExitCode = {
  /** Every copy is ready or skipped on request, or there was nothing to do. */
  ok: 0,
  /** A required copy failed or conflicts, the budget was passed, or the run failed. Also what nobody expected. */
  failed: 1,
  /** Wrong usage or invalid plan; nothing was started. */
  usage: 2,
  /** Failures within the budget; 0 with `--allow-partial`. */
  partial: 3,
  /** Still running when `--timeout` passed; the run goes on. */
  timedOut: 4,
  /** Before the start: Temporal cannot be reached, or no worker polled the queue for 60 s. */
  unavailable: 5,
  /** The run was cancelled or terminated. */
  cancelled: 6,
  /** `plan preview --exit-code`: there are changes to make. */
  changes: 7,
  /** Nothing started or changed: the digest differs, another run is under way, or a run refuses to be steered so. */
  refused: 8,
  /** Detached by Ctrl-C; the run goes on. */
  interrupted: 130,
  /** Detached by SIGTERM; the run goes on. */
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** How a run that has ended, or was left running, becomes an exit code. */
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
