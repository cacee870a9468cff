import { expect } from 'vitest';
import type { Problem } from '../../../src/plan/problem.js';
import type { Plan, PlanInput } from '../../../src/plan/schema.js';
import { validatePlan } from '../../../src/plan/validate-plan.js';

/** The least that a plan can be. */
export const MINIMAL = {
  version: 1,
  name: 'sample',
  source: { region: 'cn-hongkong', caches: [{ id: 'edc-1' }, { id: 'edc-2' }] },
  targets: [{ region: 'cn-beijing' }, { region: 'cn-shanghai' }],
} satisfies PlanInput;

/** The plan that a document stands for; the test fails when it is not valid. */
export function planOf(changes: Record<string, unknown> = {}, given?: Record<string, string>): Plan {
  const result = validatePlan({ ...MINIMAL, ...changes }, given);
  expect(result).not.toHaveProperty('problems');
  if ('problems' in result) throw new Error('not reached: the plan is valid');
  return result.plan;
}

/** The problems of a document; empty when it is valid. */
export function problemsOf(changes: Record<string, unknown>, given?: Record<string, string>): Problem[] {
  const result = validatePlan({ ...MINIMAL, ...changes }, given);
  return 'problems' in result ? result.problems : [];
}
