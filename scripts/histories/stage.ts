import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import type { Simulator } from '../../src/simulator/simulator.js';
import { openReplicator, type Replicator } from '../../test/support/replicator.js';
import type { RunStatus } from '../../workflows/messages.js';

const WITHIN_MS = 60_000;

export interface StageOptions {
  /** Of the Temporal server. */
  readonly address: string;
  /** Names the task queue. */
  readonly name: string;
  readonly scenario: ScenarioInput;
  /** Of the worker: addresses of webhooks. */
  readonly env: NodeJS.ProcessEnv;
}

/** A worker and a simulator of their own, on which one recording is made. */
export interface Stage extends Pick<Replicator, 'client' | 'close'> {
  readonly simulator: Simulator;
  /** Starts `replicate` or `prune`. A memo of `continueAfterEvents` makes regions continue as new early. */
  readonly start: (
    workflow: 'replicate' | 'prune',
    workflowId: string,
    input: object,
    memo?: Record<string, unknown>,
  ) => Promise<StartedRun>;
  /** Resolves once the simulator has billed this many copies. */
  readonly untilBilled: (count: number) => Promise<void>;
  /** Resolves once the workflow has continued as new, and its new history has begun to run. */
  readonly untilContinued: (workflowId: string) => Promise<void>;
}

/** A workflow that a recording started, and how to steer it. */
export interface StartedRun extends Pick<WorkflowHandle, 'workflowId'> {
  /** Sends an update, and resolves once it was accepted and answered. */
  steer(update: string, input?: object): Promise<void>;
  /** Resolves once the run's status is like this. */
  until(isSo: (status: RunStatus) => boolean): Promise<void>;
  cancel(): Promise<void>;
  /** Resolves with the workflow's result, or with undefined when it failed or was cancelled. */
  end(): Promise<unknown>;
}

/** Opens a stage. The copy requests time out after 1 s, so that stalled answers are part of a recording. */
export async function openStage({ address, name, scenario, env }: StageOptions): Promise<Stage> {
  const taskQueue = `recording-${name}`;
  const replicator = await openReplicator({ address, scenario, taskQueue, env, timeoutMs: 1_000 });
  const { client, simulator } = replicator;
  return {
    client,
    simulator,
    close: () => replicator.close(),
    untilBilled: (count) => until(`${count} copies billed in ${name}`, () => simulator.ledger().billed.length >= count),
    untilContinued: (workflowId) =>
      until(`${workflowId} continued as new`, async () => {
        const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
        const continued = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
        return continued !== '' && events?.some((event) => event.workflowTaskCompletedEventAttributes) === true;
      }),
    start: async (workflow, workflowId, input, memo = {}) =>
      startedRun(await client.workflow.start(workflow, { taskQueue, workflowId, args: [input], memo })),
  };
}

function startedRun(handle: WorkflowHandle): StartedRun {
  const { workflowId } = handle;
  return {
    workflowId,
    steer: async (update, input = {}) => {
      await handle.executeUpdate(update, { args: [input] });
    },
    until: (isSo) =>
      until(`${workflowId}: ${isSo.toString()}`, async () => isSo(await handle.query<RunStatus>('status'))),
    cancel: async () => {
      await handle.cancel();
    },
    end: () =>
      handle.result().then(
        (result: unknown) => result,
        () => undefined,
      ),
  };
}

/** @throws Error that names `what` when it does not come true within a minute. */
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    let cause: unknown;
    try {
      if (await isSo()) return;
    } catch (error) {
      // A workflow that has not begun answers no query.
      cause = error;
    }
    if (Date.now() > deadline) throw new Error(`Not reached within ${WITHIN_MS / 1000} s: ${what}`, { cause });
    await sleep(50);
  }
}
