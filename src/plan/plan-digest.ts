import { sha256Hex } from '../sha256-hex.js';
import type { Plan } from './schema.js';

/**
 * A plan's digest: the sha256, as 64 hex digits, of its canonical JSON (keys sorted) after variables and selection.
 *
 * `vars` is left out: what a variable does is in the values that it was put into, and one that is not used does nothing.
 * So is `schedule`: it says when the plan is run and nothing of what a run does, so that a run of the same copies is
 * attached to, whatever starts it.
 */
export function planDigest(plan: Plan): string {
  const { vars: _vars, schedule: _schedule, ...effective } = plan;
  return sha256Hex(JSON.stringify(effective, sortKeys));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
