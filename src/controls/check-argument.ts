import type { z } from 'zod';
import { schemaProblems } from '../plan/schema-problems.js';

/** Whoever sends a message corrects one mistake at a time, and a huge argument must not give a huge answer. */
const MAX_PROBLEMS = 3;

/** Checks the argument of a message. The problem is a clause, `x must be …; y is missing`, and never shows the whole argument. */
export function checkArgument<S extends z.ZodType>(
  schema: S,
  argument: unknown,
): { readonly value: z.output<S> } | { readonly problem: string } {
  const checked = schemaProblems(schema, argument);
  if ('value' in checked) return checked;
  const { problems } = checked;
  const more = problems.length > MAX_PROBLEMS ? `; and ${problems.length - MAX_PROBLEMS} more` : '';
  const first = problems.slice(0, MAX_PROBLEMS).map(({ message }) => message);
  return { problem: first.join('; ') + more };
}
