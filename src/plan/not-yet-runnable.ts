import type { Problem } from './problem.js';
import type { Plan } from './schema.js';

/**
 * What a valid plan asks for that this version cannot do. It is refused when run, never ignored: a key without its
 * effect would promise what does not happen.
 */
export function notYetRunnable(plan: Plan): Problem[] {
  return [
    ...when(
      plan.schedule !== undefined,
      ['schedule'],
      '`schedule` is not run by this version: remove it, and start the plan by hand or from a pipeline',
    ),
  ];
}

function when(condition: boolean, path: string[], message: string): Problem[] {
  return condition ? [refused(path, message)] : [];
}

function refused(path: (string | number)[], message: string): Problem {
  return { path, message, at: 'key' };
}
