import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { planDigest } from '../../src/plan/plan-digest.js';
import { formatProblem, type Problem } from '../../src/plan/problem.js';
import { parseRunInput, type RunInput } from '../../src/plan/run-input.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import { selectRegions } from '../../src/plan/select-regions.js';
import { validatePlan } from '../../src/plan/validate-plan.js';
import { readPlanFile } from '../activities.js';

/** What a run is to do. */
export interface OpenedPlan {
  readonly plan: Plan;
  readonly digest: string;
  /** Say what would be done, and do nothing. */
  readonly dryRun: boolean;
  /** The `previewDigest` without which nothing is to be done. */
  readonly expectDigest: string | undefined;
}

/**
 * Reads the run's one argument. Whatever is wrong with it fails the run at once, as `InvalidPlan` with sentences that say
 * what to type: a plain error here would fail the workflow task, and leave the run waiting for ever.
 *
 * @param args as the workflow was started: the UI passes none when its form is left empty.
 */
export async function openPlan(args: readonly unknown[]): Promise<OpenedPlan> {
  const parsed = parseRunInput(args[0]);
  if ('sentence' in parsed) throw invalidPlan(parsed.sentence);
  const { input } = parsed;

  const document = await readDocument(input);
  const validated = validatePlan(document, input.vars);
  if ('problems' in validated) throw refused(input, validated.problems);
  const selected = selectRegions(validated.plan, input.regions);
  if ('problems' in selected) throw refused(input, selected.problems);
  const { dryRun = false, expectDigest } = input;
  return { plan: selected.plan, digest: planDigest(selected.plan), dryRun, expectDigest };
}

async function readDocument({ plan, vars = {} }: RunInput): Promise<unknown> {
  if (typeof plan !== 'string') return plan;
  try {
    return await readPlanFile.executeWithOptions({ summary: plan }, [{ file: plan, vars }]);
  } catch (error) {
    // The sentence is for the person who started the run: it must not hide behind "Activity task failed".
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) throw error.cause;
    throw error;
  }
}

function refused({ plan }: RunInput, problems: readonly Problem[]): ApplicationFailure {
  const file = typeof plan === 'string' ? plan : 'plan';
  return invalidPlan(problems.map((problem) => formatProblem(file, problem)).join('\n'));
}

export function invalidPlan(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'InvalidPlan');
}
