import { expect } from 'vitest';
import type { Problem } from '../../../src/plan/problem.js';
import type { Plan, PlanInput } from '../../../src/plan/plan-schema.js';
import { validatePlan } from '../../../src/plan/validate-plan.js';

/** A minimal plan. */
export const MINIMAL = {
  version: 1,
  name: 'sample',
  source: { region: 'cn-hongkong', caches: [{ id: 'edc-1' }, { id: 'edc-2' }] },
  targets: [{ region: 'cn-beijing' }, { region: 'cn-shanghai' }],
} satisfies PlanInput;

/** A valid plan: the minimal one with changes. Fails the test if it is invalid. */
export function planOf(changes: Record<string, unknown> = {}, given?: Record<string, string>): Plan {
  const result = validatePlan({ ...MINIMAL, ...changes }, given);
  expect(result).not.toHaveProperty('problems');
  if ('problems' in result) throw new Error('not reached: the plan is valid');
  return result.plan;
}

/** The problems of the minimal plan with changes; empty if it is valid. */
export function problemsOf(changes: Record<string, unknown>, given?: Record<string, string>): Problem[] {
  const result = validatePlan({ ...MINIMAL, ...changes }, given);
  return 'problems' in result ? result.problems : [];
}
