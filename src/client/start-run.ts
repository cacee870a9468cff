import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { defined } from '../defined.js';
import { planChanges } from '../plan/plan-changes.js';
import type { RunInput } from '../plan/run-input.js';
import { isUnderWay, RUN_WORKFLOW, runWorkflowId, type WorkflowExecution } from '../workflow-ids.js';
import { cancelRun } from './control-run.js';
import { describeRun } from '../executions/describe-run.js';
import { RunRefused } from './errors.js';
import type { Pause } from './pause.js';
import { writtenPlan } from './recorded-plan.js';
import { readRunMemo, type RunMemo } from './run-memo.js';

/** How often to poll the run under way, ms. */
const POLL_EVERY_MS = 1_000;
/** A run that was started by hand writes its digest with its first task. After this many polls without it, it counts as another plan's. */
const DIGEST_POLLS = 10;

export interface StartRunOptions {
  /** The plan's name. */
  readonly name: string;
  /** Digest of the plan after variables and selection of regions. */
  readonly planDigest: string;
  /** The plan as written. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
  /** The `previewDigest` of a preview: the run starts nothing unless it finds the same. */
  readonly expectDigest?: string;
  readonly taskQueue: string;
  /** Default: `replicate-<name>`. */
  readonly workflowId?: string;
  /** When a run of another plan digest is under way: refuse, or cancel it and keep its copies. */
  readonly onConflict: 'fail' | 'replace';
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
  /** Called with a sentence about what is being waited for. */
  readonly onNotice?: (sentence: string) => void;
}

/** A run that was started, or was under way with the same plan digest. */
export interface StartedRun extends WorkflowExecution {
  readonly attached: boolean;
}

/**
 * Starts a run, or attaches to the one under way with the same workflow id and plan digest. Temporal admits one run per
 * workflow id, so starting twice is safe, from anywhere. With `expectDigest` it attaches only to a run that was started
 * with the same one: any other run makes no check, or the check of another preview.
 *
 * @throws RunRefused if another run is under way and `onConflict` is `fail`; whatever `onConflict` is, if the run under way
 * belongs to another task queue.
 */
export async function startRun(client: Client, options: StartRunOptions): Promise<StartedRun> {
  const workflowId = options.workflowId ?? runWorkflowId(options.name);
  for (;;) {
    try {
      return { workflowId, runId: await start(client, workflowId, options), attached: false };
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    const running = await runUnderWay(client, workflowId, options);
    // It ended between the two calls, so its id is free again.
    if (running === undefined) continue;
    if (running.taskQueue !== options.taskQueue) throw otherTaskQueue(running, options);
    if (isSameRun(running, options)) return { workflowId, runId: running.runId, attached: true };
    if (options.onConflict === 'fail') throw await refusal(client, running, options);
    await cancelAndAwait(client, running, options);
  }
}

async function start(client: Client, workflowId: string, options: StartRunOptions): Promise<string> {
  const { name, document, vars, regions, expectDigest, taskQueue, planDigest } = options;
  const input: RunInput = { plan: document, ...defined({ vars, regions, expectDigest }) };
  const handle = await client.workflow.start(RUN_WORKFLOW, {
    workflowId,
    taskQueue,
    args: [input],
    workflowIdConflictPolicy: 'FAIL',
    staticSummary: `replicate ${name}`,
    staticDetails: `Plan **${name}**, digest \`${planDigest}\`, started from the command line.`,
    memo: { planDigest, ...defined({ expectDigest }) },
  });
  return handle.firstExecutionRunId;
}

/** The run under way, once its digest is known. `undefined` if none is. */
async function runUnderWay(
  client: Client,
  workflowId: string,
  { pause, signal }: StartRunOptions,
): Promise<WorkflowExecutionDescription | undefined> {
  for (let polls = 1; ; polls += 1) {
    const found = await describeRun(client, { workflowId });
    if (found === undefined || !isUnderWay(found)) return undefined;
    if (readRunMemo(found.memo).planDigest !== undefined || polls === DIGEST_POLLS) return found;
    await pause(POLL_EVERY_MS, signal);
  }
}

async function cancelAndAwait(
  client: Client,
  { workflowId, runId }: WorkflowExecutionDescription,
  { onNotice, pause, signal }: StartRunOptions,
): Promise<void> {
  onNotice?.(`Cancelling the run under way (${workflowId}, run ${runId}); its copies are kept.`);
  await cancelRun(client, { workflowId, runId }, 'keep', { reason: 'replaced by a run of another plan digest' });
  for (;;) {
    const found = await describeRun(client, { workflowId, runId });
    if (found === undefined || !isUnderWay(found)) return;
    await pause(POLL_EVERY_MS, signal);
  }
}

/** Whether the run under way does everything that the new one would do. */
function isSameRun(running: WorkflowExecutionDescription, { planDigest, expectDigest }: StartRunOptions): boolean {
  const memo = readRunMemo(running.memo);
  if (memo.preview || memo.planDigest !== planDigest) return false;
  return expectDigest === undefined || memo.expectDigest === expectDigest;
}

/** Another team's run: it is neither this plan's run to attach to, nor this team's to cancel. */
function otherTaskQueue(
  { workflowId, runId, taskQueue }: WorkflowExecutionDescription,
  options: StartRunOptions,
): RunRefused {
  return new RunRefused(
    [
      `${workflowId} is under way on another task queue, so nothing was started:`,
      `  under way: run ${runId} on task queue ${taskQueue}`,
      `  this run:  on task queue ${options.taskQueue}`,
      'A plan name means one plan per namespace. Rename this plan, use another namespace, or set ECI_REPLICATOR_TASK_QUEUE to the task queue of the run under way.',
    ].join('\n'),
  );
}

async function refusal(
  client: Client,
  running: WorkflowExecutionDescription,
  options: StartRunOptions,
): Promise<RunRefused> {
  const { workflowId, runId, startTime, memo } = running;
  const { how, theirs, ours } = difference(readRunMemo(memo), options);
  return new RunRefused(
    [
      `${workflowId} is under way ${how}, so nothing was started:`,
      `  under way: run ${runId}, since ${startTime.toISOString()}, ${theirs}`,
      `  this plan: ${ours}`,
      ...(await changes(client, running, options)),
      'Wait for it, cancel it, or use --on-conflict replace, which cancels it and keeps its copies.',
    ].join('\n'),
  );
}

/** By key: the digests only say that something has changed. */
async function changes(
  client: Client,
  running: WorkflowExecutionDescription,
  { document, vars, regions, planDigest }: StartRunOptions,
): Promise<string[]> {
  const { preview, planDigest: theirs } = readRunMemo(running.memo);
  if (preview || theirs === planDigest) return [];
  const { workflowId, runId } = running;
  const written = await writtenPlan(client, { workflowId, runId });
  if (written === undefined) return [];
  return planChanges(written, { document, vars, regions }).map((change) => `    ${change}`);
}

function difference(underWay: RunMemo, { planDigest, expectDigest }: StartRunOptions) {
  const ours = `digest ${planDigest}`;
  if (underWay.preview) return { how: 'as a preview', theirs: 'which copies nothing', ours };
  if (underWay.planDigest !== planDigest) {
    return { how: 'with another plan', theirs: `plan digest ${underWay.planDigest ?? 'not known yet'}`, ours };
  }
  return {
    how: 'and was not started with this --expect-digest',
    theirs: `expected digest ${underWay.expectDigest ?? 'none'}`,
    ours: `expected digest ${expectDigest ?? 'none'}`,
  };
}
