import type { Client } from '@temporalio/client';
import { parseRunInput } from '../plan/run-input.js';
import type { Plan } from '../plan/plan-schema.js';
import { activityResult, runArgument } from './first-events.js';
import { type GivenDocument, planOfInput } from './plan-of-input.js';
import type { RunExecution } from './run-execution.js';

/** The activity by which a run reads a plan file on its worker. */
const READ_PLAN_FILE = 'readPlanFile';

/**
 * The plan that a run was started with, after variables and selection, read from the first events of its history: no
 * worker is needed. `undefined`: it was never valid, or never read.
 */
export async function runPlan(client: Client, execution: RunExecution): Promise<Plan | undefined> {
  const found = await findDocument(client, execution);
  return found === undefined ? undefined : planOfInput(found);
}

async function findDocument(client: Client, execution: RunExecution): Promise<GivenDocument | undefined> {
  const parsed = parseRunInput(await runArgument(client, execution));
  if ('sentence' in parsed) return undefined;
  const { plan, ...given } = parsed.input;
  if (typeof plan !== 'string') return { ...given, document: plan };
  const document = await activityResult(client, execution, READ_PLAN_FILE);
  return document === undefined ? undefined : { ...given, document };
}
