import type { Problem } from './problem.js';
import type { Plan } from './schema.js';

/**
 * What a valid plan asks for that this version cannot do. It is refused when run, never ignored: a key without its
 * effect would promise what does not happen.
 */
export function notYetRunnable(plan: Plan): Problem[] {
  const { policy } = plan;
  return [
    ...plan.waves.flatMap((wave, i) =>
      wave.after === 'approval'
        ? [refused(['waves', i, 'after'], '`after: approval` is not run by this version: use `after: ready`')]
        : [],
    ),
    ...when(
      policy.onAccountError === 'pause',
      ['policy', 'onAccountError'],
      '`onAccountError: pause` is not run by this version: use `fail`, and start the plan again when the account is mended',
    ),
    ...when(
      plan.notify !== undefined,
      ['notify'],
      "`notify` is not run by this version: remove it, and use the run's exit code or report",
    ),
  ];
}

function when(condition: boolean, path: string[], message: string): Problem[] {
  return condition ? [refused(path, message)] : [];
}

function refused(path: (string | number)[], message: string): Problem {
  return { path, message, at: 'key' };
}
