import type { Plan } from '../plan/plan-schema.js';
import { selectRegions } from '../plan/select-regions.js';
import { validatePlan } from '../plan/validate-plan.js';

/** A plan's document, and what was given beside it. */
export interface GivenDocument {
  readonly document: unknown;
  readonly vars?: Readonly<Record<string, string>>;
  readonly regions?: readonly string[];
}

/** The plan that a run with this input has, after variables and selection; `undefined`: it is not valid. */
export function planOfInput({ document, vars, regions }: GivenDocument): Plan | undefined {
  const validated = validatePlan(document, vars);
  if ('problems' in validated) return undefined;
  const selected = selectRegions(validated.plan, regions);
  return 'problems' in selected ? undefined : selected.plan;
}
