import type { Client } from '@temporalio/client';
import { parseRunInput } from '../plan/run-input.js';
import type { Plan } from '../plan/schema.js';
import { selectRegions } from '../plan/select-regions.js';
import { validatePlan } from '../plan/validate-plan.js';
import { activityResult, runArgument } from './first-events.js';
import type { RunExecution } from './run-execution.js';

/** The activity by which a run reads a plan file on its worker. */
const READ_PLAN_FILE = 'readPlanFile';

/**
 * The plan that a run was started with, after variables and selection, read from the first events of its history: no
 * worker is needed. `undefined`: it was never valid, or never read.
 */
export async function runPlan(client: Client, execution: RunExecution): Promise<Plan | undefined> {
  const found = await findDocument(client, execution);
  if (found === undefined) return undefined;
  const validated = validatePlan(found.document, found.vars);
  if ('problems' in validated) return undefined;
  const selected = selectRegions(validated.plan, found.regions);
  return 'problems' in selected ? undefined : selected.plan;
}

interface FoundDocument {
  readonly document: unknown;
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
}

async function findDocument(client: Client, execution: RunExecution): Promise<FoundDocument | undefined> {
  const parsed = parseRunInput(await runArgument(client, execution));
  if ('sentence' in parsed) return undefined;
  const { plan, ...given } = parsed.input;
  if (typeof plan !== 'string') return { ...given, document: plan };
  const document = await activityResult(client, execution, READ_PLAN_FILE);
  return document === undefined ? undefined : { ...given, document };
}
