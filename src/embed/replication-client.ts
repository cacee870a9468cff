import type { Client } from '@temporalio/client';
import { type TemporalConnection, connectTemporal } from '../client/connect.js';
import { type CancelCopies, cancelRun, controlRun } from '../client/control-run.js';
import { fetchReport } from '../client/fetch-report.js';
import { findRun } from '../client/find-run.js';
import { type ListedRun, listRuns } from '../client/list-runs.js';
import { realPause } from '../client/pause.js';
import { fetchPreview, startPreview } from '../client/preview.js';
import { type StartedRun, type StartRunOptions, startRun } from '../client/start-run.js';
import { type CurrentStatus, currentStatus } from '../client/status/current-status.js';
import { type RunPoll, watchRun } from '../client/status/watch-run.js';
import type { ControlName } from '../controls/control-usage.js';
import type { ControlInput, Who } from '../controls/controls.js';
import type { Preview } from '../report/preview.js';
import type { Report } from '../report/report.js';
import type { WorkflowExecution } from '../workflow-ids.js';
import { environmentOf } from './environment-of.js';
import type { ReplicationPlan } from './replication-plan.js';
import { ReplicationSchedules } from './replication-schedules.js';

/** Where Temporal is, and which workers to use. */
export interface ConnectOptions {
  /**
   * Settings by the names of the environment variables: `TEMPORAL_*` for the connection (`TEMPORAL_ADDRESS`,
   * `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, …) and `ECI_REPLICATOR_TASK_QUEUE`. Default: `process.env`.
   */
  readonly env?: NodeJS.ProcessEnv;
}

/** How {@link ReplicationClient.start} starts a run. */
export interface StartOptions extends Pick<StartRunOptions, 'expectDigest' | 'workflowId' | 'signal' | 'onNotice'> {
  /** If a run of another plan digest is under way: refuse, or cancel it and keep its copies. Default: `fail`. */
  readonly onConflict?: StartRunOptions['onConflict'];
}

/** How {@link ReplicationClient.watch} and {@link ReplicationClient.wait} poll a run. */
export interface WaitOptions {
  /** Ms between polls. Default: 2,000. */
  readonly every?: number;
  /** Ends the wait, with its reason. The run continues. */
  readonly signal?: AbortSignal;
}

const POLL_EVERY_MS = 2_000;

/**
 * Starts, follows and controls runs, as the command line does. It talks to Temporal only: the workers hold the keys of the cloud.
 *
 * ```ts
 * const client = await ReplicationClient.connect();
 * const run = await client.start(parsePlan(text));
 * const report = await client.wait(run);
 * await client.close();
 * ```
 *
 * Each method throws TemporalUnreachable if Temporal does not answer, and those that ask a run NoWorkerAnswered if no worker does.
 */
export class ReplicationClient {
  /** The schedules that start runs. */
  readonly schedules: ReplicationSchedules;

  private constructor(
    private readonly connection: TemporalConnection,
    private readonly taskQueue: string,
  ) {
    this.schedules = new ReplicationSchedules(connection.client, taskQueue);
  }

  /**
   * Connects to Temporal. Close the client when done.
   *
   * @throws InvalidTemporalSettings; TemporalUnreachable after at most 15 s; InvalidWorkerSettings if the task queue is not valid.
   */
  static async connect({ env = process.env }: ConnectOptions = {}): Promise<ReplicationClient> {
    const { ECI_REPLICATOR_TASK_QUEUE } = env;
    const { taskQueue } = environmentOf({ ECI_REPLICATOR_TASK_QUEUE });
    return new ReplicationClient(await connectTemporal(env), taskQueue);
  }

  /** Closes the connection to Temporal. Runs continue. */
  close(): Promise<void> {
    return this.connection.close();
  }

  /**
   * Starts a run, or attaches to the one under way with the same workflow id and plan digest: starting twice is safe, from
   * anywhere. It does not wait for a worker, nor for the end.
   *
   * @throws RunRefused if another run is under way, or one of another task queue.
   */
  start(plan: ReplicationPlan, options: StartOptions = {}): Promise<StartedRun> {
    const { onConflict = 'fail', ...rest } = options;
    return startRun(this.client, { ...this.inputOf(plan), ...rest, onConflict, pause: realPause });
  }

  /**
   * Asks a worker for the verdict of every copy against what exists, and waits for the answer. Nothing is copied.
   *
   * @throws PreviewFailed
   */
  async preview(plan: ReplicationPlan): Promise<Preview> {
    const started = await startPreview(this.client, this.inputOf(plan));
    return fetchPreview(this.client, started, plan.content.plan);
  }

  /**
   * Finds a run by the name of its plan, which means the plan's latest run, or by a workflow id.
   *
   * @throws RunNotFound
   */
  find(id: string): Promise<WorkflowExecution> {
    return findRun(this.client, id);
  }

  /** The latest runs, newest first. @param limit at most this many; default 100. */
  list(limit?: number): Promise<ListedRun[]> {
    return listRuns(this.client, limit);
  }

  /** The counts of a run per region, and what it waits for. */
  status(run: WorkflowExecution): Promise<CurrentStatus> {
    return currentStatus(this.client, run);
  }

  /** Polls a run until it has ended. A poll without an answer is yielded, not thrown: it may be answered later. */
  watch(run: WorkflowExecution, { every = POLL_EVERY_MS, signal }: WaitOptions = {}): AsyncGenerator<RunPoll, void> {
    return watchRun(this.client, run, { every, signal, pause: realPause });
  }

  /** Waits until a run has ended, and returns its report, whatever its outcome. */
  async wait(run: WorkflowExecution, options?: WaitOptions): Promise<Report> {
    const polls = this.watch(run, options);
    while ((await polls.next()).done !== true) continue;
    return this.report(run);
  }

  /** The outcome of every copy of a run, finished or not. @throws RunNotFound */
  async report(run: WorkflowExecution): Promise<Report> {
    return (await fetchReport(this.client, run)).report;
  }

  /**
   * Changes a run under way, for example `client.control(run, 'pause', { reason: 'the quota is being raised' })`.
   *
   * @returns the answer of the run, a sentence.
   * @throws ControlRefused if the run refuses it, or has ended.
   */
  control<Name extends ControlName>(run: WorkflowExecution, name: Name, input: ControlInput<Name>): Promise<string> {
    return controlRun(this.client, run, name, input);
  }

  /**
   * Asks a run to end, and says whether its copies are kept, or those that it requested are deleted. Does not wait for the end.
   *
   * @throws ControlRefused if the run has ended, or refuses the deletion.
   */
  cancel(run: WorkflowExecution, copies: CancelCopies, who?: Who): Promise<void> {
    return cancelRun(this.client, run, copies, who);
  }

  private get client(): Client {
    return this.connection.client;
  }

  private inputOf({ name, digest, content: { document, vars, regions } }: ReplicationPlan) {
    const selection = { ...(vars === undefined ? {} : { vars }), ...(regions === undefined ? {} : { regions }) };
    return { name, planDigest: digest, document, ...selection, taskQueue: this.taskQueue };
  }
}
