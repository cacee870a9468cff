import type { z } from 'zod';

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: '`true` or `false`',
  object: 'a map of keys',
  record: 'a map of keys',
  array: 'a list',
};

/** The predicate of a sentence about a value: `must be …`. The subject and what was found are the caller's to add. */
export function plainMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return wrongKind(String(issue.expected), issue.input);
  if (issue.code === 'invalid_value')
    return `must be ${issue.values.map((value) => `\`${String(value)}\``).join(' or ')}`;
  if (issue.code === 'too_small') return bound('at least', issue.minimum, issue.origin);
  if (issue.code === 'too_big') return bound('at most', issue.maximum, issue.origin);
  return undefined;
}

function wrongKind(expected: string, input: unknown): string {
  const kind = KINDS[expected] ?? expected;
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean'))
    return `must be text in quotes`;
  if ((expected === 'number' || expected === 'int') && typeof input === 'string') {
    return `must be ${kind} without quotes`;
  }
  if (input === null) return `must be ${kind}, and is empty`;
  if (Array.isArray(input)) return `must be ${kind}, not a list`;
  return typeof input === 'object' ? `must be ${kind}, not a map of keys` : `must be ${kind}`;
}

function bound(side: string, limit: number | bigint, origin: string): string {
  const one = Number(limit) === 1;
  if (origin === 'string') return `must have ${side} ${limit} ${one ? 'character' : 'characters'}`;
  if (origin === 'array') return `must have ${side} ${limit} ${one ? 'entry' : 'entries'}`;
  return `must be ${side} ${limit}`;
}
