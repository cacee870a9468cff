/*
 * `eci-replicator/client`: start, follow and control runs from a program.
 */
export {
  ClientError,
  ControlRefused,
  type ErrorKind,
  InvalidPlan,
  InvalidTemporalSettings,
  InvalidWorkerSettings,
  NoWorkerAnswered,
  PreviewFailed,
  RunNotFound,
  RunRefused,
  ScheduleNotFound,
  TemporalUnreachable,
} from '../client/errors.js';
export type { CancelCopies } from '../client/control-run.js';
export type { ListedRun } from '../client/list-runs.js';
export type { ListedSchedule, ScheduleState } from '../client/schedules/schedule-state.js';
export type { Triggered } from '../client/schedules/steer-schedule.js';
export type { StartedRun } from '../client/start-run.js';
export type { CurrentStatus } from '../client/status/current-status.js';
export type { RunPoll } from '../client/status/watch-run.js';
export type { ControlName } from '../controls/control-usage.js';
export type { ControlInput, Who } from '../controls/controls.js';
export type { Preview } from '../report/preview.js';
export type { Report } from '../report/report.js';
export type { WorkflowExecution } from '../workflow-ids.js';
export { type ConnectOptions, ReplicationClient, type StartOptions, type WaitOptions } from './replication-client.js';
export { type ParsePlanOptions, parsePlan, type ReplicationPlan } from './replication-plan.js';
export { type ApplyScheduleOptions, ReplicationSchedules, type ScheduleApplied } from './replication-schedules.js';
