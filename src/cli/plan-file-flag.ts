import { planFile } from '../plan/run-input.js';

/**
 * Reads the name of a file of the worker's plan folder; whether it is there, only the worker knows.
 *
 * @throws Error with a sentence.
 */
export function parsePlanFile(text: string): string {
  const parsed = planFile.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ message }) => message).join('; '));
}
