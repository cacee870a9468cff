import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { planDigest } from '../../src/plan/plan-digest.js';
import { formatProblem, type Problem } from '../../src/plan/problem.js';
import { parseRunInput, type RunInput } from '../../src/plan/run-input.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import { selectRegions } from '../../src/plan/select-regions.js';
import { validatePlan } from '../../src/plan/validate-plan.js';
import { readPlanFile } from '../activities.js';

/** A valid plan, with its variables and defaults filled in and only the selected regions. */
export interface LoadedPlan {
  readonly plan: Plan;
  readonly digest: string;
}

/** What a run is to do. */
export interface OpenedRun extends LoadedPlan {
  /** Preview only: survey everything and copy nothing. */
  readonly dryRun: boolean;
  /** The `previewDigest` that the run must find, or it copies nothing. */
  readonly expectDigest: string | undefined;
}

/**
 * Reads the one argument of a run. An error in it fails the run at once as `InvalidPlan`, with sentences that say what to
 * type: a plain error would fail the workflow task, which Temporal retries forever.
 *
 * @param args the arguments of the workflow: the UI passes none when its form is left empty.
 */
export async function openRun(args: readonly unknown[]): Promise<OpenedRun> {
  const parsed = parseRunInput(args[0]);
  if ('sentence' in parsed) throw invalidPlan(parsed.sentence);
  const { dryRun = false, expectDigest } = parsed.input;
  return { ...(await loadPlan(parsed.input)), dryRun, expectDigest };
}

/** Validates the plan of an input, once for the whole workflow. @throws `InvalidPlan`, with every problem. */
export async function loadPlan(input: Pick<RunInput, 'plan' | 'vars' | 'regions'>): Promise<LoadedPlan> {
  const file = typeof input.plan === 'string' ? input.plan : 'plan';
  const validated = validatePlan(await readDocument(input), input.vars);
  if ('problems' in validated) throw invalidPlanProblems(validated.problems, file);
  const selected = selectRegions(validated.plan, input.regions);
  if ('problems' in selected) throw invalidPlanProblems(selected.problems, file);
  return { plan: selected.plan, digest: planDigest(selected.plan) };
}

async function readDocument({ plan, vars = {} }: Pick<RunInput, 'plan' | 'vars'>): Promise<unknown> {
  if (typeof plan !== 'string') return plan;
  try {
    return await readPlanFile.executeWithOptions({ summary: plan }, [{ file: plan, vars }]);
  } catch (error) {
    // The person who started the run needs the sentence, not "Activity task failed".
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) throw error.cause;
    throw error;
  }
}

export function invalidPlan(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'InvalidPlan');
}

/** @param file what the problems are in. */
export function invalidPlanProblems(problems: readonly Problem[], file = 'plan'): ApplicationFailure {
  return invalidPlan(problems.map((problem) => formatProblem(file, problem)).join('\n'));
}
