/**
 * How long and from where a fuzz test searches. `FUZZ_TIMES=10` tries ten times as many cases; `FUZZ_SEED` chooses others. The
 * same seed tries the same cases, so that a failure can be repeated.
 */
export interface FuzzOptions {
  readonly seed: number;
  readonly times: number;
}

export function fuzzOptions(env: NodeJS.ProcessEnv = process.env): FuzzOptions {
  return { seed: integer(env, 'FUZZ_SEED', 1), times: integer(env, 'FUZZ_TIMES', 1) };
}

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name] ?? '';
  if (text === '') return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new Error(`${name} must be an integer from 1, not ${text}`);
  return Number(text);
}
