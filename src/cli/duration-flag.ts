import { duration } from '../plan/duration.js';

/**
 * Reads `90s`, `10m`, `2h` or `7d`, in ms.
 *
 * @throws Error with a sentence.
 */
export function parseDuration(text: string): number {
  const parsed = duration.safeDecode(text);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ message }) => message).join('; '));
}
