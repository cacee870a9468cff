import { sha256Hex } from '../sha256-hex.js';
import type { Plan } from './plan-schema.js';

/**
 * The digest of a plan: the SHA-256, as 64 hexadecimal digits, of its canonical JSON (keys sorted) after variables and
 * selection of regions.
 *
 * `vars` does not count: a variable has its effect in the values that use it. Nor does `schedule`, which says when the plan
 * is run and not what a run does: `run` can attach to a run of the same copies that a schedule has started.
 */
export function planDigest(plan: Plan): string {
  const { vars: _vars, schedule: _schedule, ...effective } = plan;
  return sha256Hex(JSON.stringify(effective, sortKeys));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
