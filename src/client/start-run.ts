import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import type { RunInput } from '../plan/run-input.js';
import { cancelRun } from './control-run.js';
import { describeRun } from './describe-run.js';
import type { Pause } from './pause.js';
import { RUN_WORKFLOW, runWorkflowId } from '../workflow-ids.js';
import type { RunExecution } from './run-execution.js';
import { readRunMemo, type RunMemo } from './run-memo.js';
import { RunRefused } from './run-refused.js';

/** How often to look whether a run that is replaced has ended, ms. */
const LOOK_EVERY_MS = 1_000;
/** A run started by hand notes its digest with its first task; one that has not by then is taken for another's. */
const DIGEST_LOOKS = 10;

export interface StartRunOptions {
  /** The plan's name. */
  readonly name: string;
  /** Of the plan after variables and selection of regions. */
  readonly planDigest: string;
  /** The plan as it was written. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
  /** The `previewDigest` without which the run is to start nothing. */
  readonly expectDigest?: string;
  readonly taskQueue: string;
  /** Default: `replicate-<name>`. */
  readonly workflowId?: string;
  /** What to do when a run of another plan digest is under way: refuse, or cancel it, keeping its copies. */
  readonly onConflict: 'fail' | 'replace';
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
  /** Told what is waited for. */
  readonly onNotice?: (sentence: string) => void;
}

/** Started, or found under way with the same plan digest. */
export interface StartedRun extends RunExecution {
  readonly attached: boolean;
}

/**
 * Starts a run, or attaches to the one of the same workflow id and plan digest that is under way: Temporal admits one run
 * an id, so that starting twice, from anywhere, is safe. With `expectDigest` it attaches only to a run that was started with
 * the same: another one makes no check, or that of another preview.
 *
 * @throws RunRefused when one that is not to be attached to is under way and `onConflict` is `fail`.
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
    // It ended between the two calls: its id is free again.
    if (running === undefined) continue;
    if (isTheSame(running, options)) return { workflowId, runId: running.runId, attached: true };
    if (options.onConflict === 'fail') throw refusal(running, options);
    await replace(client, running, options);
  }
}

async function start(client: Client, workflowId: string, options: StartRunOptions): Promise<string> {
  const { name, document, vars, regions, expectDigest, taskQueue, planDigest } = options;
  const expected = expectDigest === undefined ? {} : { expectDigest };
  const input: RunInput = {
    plan: document,
    ...(vars === undefined ? {} : { vars }),
    ...(regions === undefined ? {} : { regions }),
    ...expected,
  };
  const handle = await client.workflow.start(RUN_WORKFLOW, {
    workflowId,
    taskQueue,
    args: [input],
    workflowIdConflictPolicy: 'FAIL',
    staticSummary: `replicate ${name}`,
    staticDetails: `Plan **${name}**, digest \`${planDigest}\`, started from the command line.`,
    memo: { planDigest, ...expected },
  });
  return handle.firstExecutionRunId;
}

/** The run under the id, once its digest is known. */
async function runUnderWay(
  client: Client,
  workflowId: string,
  { pause, signal }: StartRunOptions,
): Promise<WorkflowExecutionDescription | undefined> {
  for (let looks = 1; ; looks += 1) {
    const found = await describeRun(client, { workflowId });
    if (found?.status.name !== 'RUNNING') return undefined;
    if (digestOf(found) !== undefined || looks === DIGEST_LOOKS) return found;
    await pause(LOOK_EVERY_MS, signal);
  }
}

async function replace(client: Client, running: WorkflowExecutionDescription, options: StartRunOptions): Promise<void> {
  const { workflowId, runId } = running;
  options.onNotice?.(`Cancelling the run under way (${workflowId}, run ${runId}); its copies are kept.`);
  await cancelRun(client, { workflowId, runId }, 'keep');
  while ((await describeRun(client, { workflowId, runId }))?.status.name === 'RUNNING') {
    await options.pause(LOOK_EVERY_MS, options.signal);
  }
}

/** Whether the run under way does all that this one is to do. */
function isTheSame(running: WorkflowExecutionDescription, { planDigest, expectDigest }: StartRunOptions): boolean {
  const memo = readRunMemo(running.memo);
  if (memo.preview || memo.planDigest !== planDigest) return false;
  return expectDigest === undefined || memo.expectDigest === expectDigest;
}

function digestOf({ memo }: WorkflowExecutionDescription): string | undefined {
  return readRunMemo(memo).planDigest;
}

function refusal(running: WorkflowExecutionDescription, options: StartRunOptions): RunRefused {
  const { workflowId, runId, startTime, memo } = running;
  const { how, theirs, ours } = difference(readRunMemo(memo), options);
  return new RunRefused(
    [
      `${workflowId} is under way ${how}, so nothing was started:`,
      `  under way: run ${runId}, since ${startTime.toISOString()}, ${theirs}`,
      `  this plan: ${ours}`,
      'Wait for it, cancel it, or use --on-conflict replace, which cancels it and keeps its copies.',
    ].join('\n'),
  );
}

function difference(underWay: RunMemo, { planDigest, expectDigest }: StartRunOptions) {
  const ours = `digest ${planDigest}`;
  if (underWay.preview) return { how: 'as a preview', theirs: 'which copies nothing', ours };
  if (underWay.planDigest !== planDigest) {
    return { how: 'with another plan', theirs: `plan digest ${underWay.planDigest ?? 'not known yet'}`, ours };
  }
  return {
    how: 'and did not make this check of --expect-digest',
    theirs: `expected digest ${underWay.expectDigest ?? 'none'}`,
    ours: `expected digest ${expectDigest ?? 'none'}`,
  };
}
