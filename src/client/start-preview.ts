import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { RunInput } from '../plan/run-input.js';
import { RUN_WORKFLOW } from '../workflow-ids.js';
import type { RunExecution } from './run-execution.js';

export interface StartPreviewOptions {
  /** The plan's name. */
  readonly name: string;
  /** Of the plan after variables and selection of regions. */
  readonly planDigest: string;
  /** The plan as it was written. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
  readonly taskQueue: string;
}

/** Starts a dry run under an id of its own, `preview-<name>-<random>`: any number may stand beside a run. */
export async function startPreview(client: Client, options: StartPreviewOptions): Promise<RunExecution> {
  const { name, planDigest, document, vars, regions, taskQueue } = options;
  const workflowId = `preview-${name}-${randomUUID().slice(0, 8)}`;
  const input: RunInput = {
    plan: document,
    ...(vars === undefined ? {} : { vars }),
    ...(regions === undefined ? {} : { regions }),
    dryRun: true,
  };
  const handle = await client.workflow.start(RUN_WORKFLOW, {
    workflowId,
    taskQueue,
    args: [input],
    workflowIdConflictPolicy: 'FAIL',
    staticSummary: `preview ${name}`,
    staticDetails: `Plan **${name}**, digest \`${planDigest}\`, previewed from the command line: nothing is copied.`,
    memo: { planDigest, preview: true },
  });
  return { workflowId, runId: handle.firstExecutionRunId };
}
