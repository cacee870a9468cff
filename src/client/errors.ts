import type { TaskFailure } from '../task-failure.js';

/**
 * What an error means to whoever called: the command line exits with the code of the same name.
 *
 * - `usage`: the input or the settings are wrong.
 * - `refused`: nothing was started, changed or deleted, because of what is there already.
 * - `unavailable`: Temporal or a worker could not be reached before anything was started.
 * - `cancelled`: what was waited for was cancelled or terminated.
 * - `failed`: anything else.
 */
export type ErrorKind = 'usage' | 'refused' | 'unavailable' | 'cancelled' | 'failed';

/**
 * An error that this client expects; its message is written for the user. This module imports only types, so a program can
 * test for it without loading Temporal's client.
 */
export abstract class ClientError extends Error {
  abstract readonly kind: ErrorKind;
}

/** The text of a plan is not valid. The message has one line per problem, `file:line:column: message`. */
export class InvalidPlan extends ClientError {
  override readonly name = 'InvalidPlan';
  readonly kind = 'usage';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** `TEMPORAL_*` or `temporal.toml` cannot be used. */
export class InvalidTemporalSettings extends ClientError {
  override readonly name = 'InvalidTemporalSettings';
  readonly kind = 'usage';
}

/** Temporal cannot be reached, or not with these settings; the message says which to check. */
export class TemporalUnreachable extends ClientError {
  override readonly name = 'TemporalUnreachable';
  readonly kind = 'unavailable';
}

/** The settings of a worker are well-formed, and it cannot start with them. */
export class InvalidWorkerSettings extends ClientError {
  override readonly name = 'InvalidWorkerSettings';
  readonly kind = 'usage';
}

/** Nothing was started or changed: another run, prune or schedule stands in the way. */
export class RunRefused extends ClientError {
  override readonly name = 'RunRefused';
  readonly kind = 'refused';
}

/** A run does not accept a control; the message is the run's own. */
export class ControlRefused extends ClientError {
  override readonly name = 'ControlRefused';
  readonly kind = 'refused';
}

/** No run has this id. */
export class RunNotFound extends ClientError {
  override readonly name = 'RunNotFound';
  readonly kind = 'failed';
}

/** No schedule has this id. */
export class ScheduleNotFound extends ClientError {
  override readonly name = 'ScheduleNotFound';
  readonly kind = 'failed';
}

/** No worker has polled for this deployment, or for this build of it. */
export class DeploymentNotFound extends ClientError {
  override readonly name = 'DeploymentNotFound';
  readonly kind = 'failed';
}

/** The server does not change a deployment; the message has its reason. */
export class DeploymentRefused extends ClientError {
  override readonly name = 'DeploymentRefused';
  readonly kind = 'refused';
}

/** A run under way was queried or updated, and no worker answered in time, or none can; the message says which. */
export class NoWorkerAnswered extends ClientError {
  override readonly name = 'NoWorkerAnswered';
  readonly kind = 'failed';

  /** @param failures why none can; empty if none did in time. */
  constructor(
    message: string,
    readonly failures: readonly TaskFailure[],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A preview ended without a result. */
export class PreviewFailed extends ClientError {
  override readonly name = 'PreviewFailed';

  constructor(
    readonly kind: 'usage' | 'cancelled' | 'failed',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
