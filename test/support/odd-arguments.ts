import fc from 'fast-check';

/** What a message or a workflow may be sent by hand: a name, and all of its arguments. */
export type OddArguments = readonly [what: string, args: readonly unknown[]];

/** Nested lists. */
function deep(levels: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

const COUNTS = { planned: 2, ready: 2, failed: 0, conflict: 0, skipped: 0, pending: 0, adopted: 0 };

/** Arguments that no workflow sends. Each once stopped a run, or is like one that did. */
export const ODD_ARGUMENTS: readonly OddArguments[] = [
  ['nothing', []],
  ['a list', [[]]],
  ['null', [null]],
  ['a number', [5]],
  ['a string', ['x']],
  ['a boolean', [true]],
  ['an empty object', [{}]],
  ['a deep list', [deep(1_000)]],
  ['a deep object', [{ region: { region: { region: {} } }, counts: deep(1_000), records: deep(100) }]],
  ['a huge string', ['x'.repeat(200_000)]],
  ['a huge object', [Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`key${n}`, n]))]],
  ['wrong types', [{ region: 5, code: [], reason: {}, immediately: 'no', kind: 3, states: 5, limit: 'all', plan: [] }]],
  ['counts of strings', [{ region: 'cn-beijing', counts: { ready: 'x' } }]],
  ['counts below zero', [{ region: 'cn-beijing', phase: 'copying', counts: { ...COUNTS, ready: -1, planned: -1 } }]],
  ['counts that do not add up', [{ region: 'cn-beijing', phase: 'copying', counts: { ...COUNTS, ready: 1 } }]],
  ['an unknown phase', [{ region: 'cn-beijing', phase: 'done', counts: COUNTS }]],
  ['an unknown region', [{ region: 'cn-nowhere', phase: 'copying', counts: COUNTS }]],
  ['a region of everything', [{ region: '__proto__', phase: 'copying', counts: COUNTS }]],
  ['an unknown control', [{ kind: 'explode', reason: 'x' }]],
  ['a control without its value', [{ kind: 'setMaxInFlight' }]],
  ['wrong nested types', [{ webhook: 'x', notification: [], policy: { ready: 5 }, records: { count: -1, gzip: 5 } }]],
];

/** One of {@link ODD_ARGUMENTS}, or any JSON, or an object with keys that messages have and any JSON as values. */
export function oddArgument(): fc.Arbitrary<readonly unknown[]> {
  const keys = [
    ...[
      'region',
      'phase',
      'counts',
      'waitingFor',
      'waitingKind',
      'waitingSince',
      'code',
      'reason',
      'immediately',
      'kind',
    ],
    ...[
      'source',
      'maxInFlight',
      'wave',
      'by',
      'offset',
      'limit',
      'states',
      'plan',
      'records',
      'webhook',
      'notification',
    ],
  ];
  return fc.oneof(
    fc.constantFrom(...ODD_ARGUMENTS.map(([, args]) => args)),
    fc.jsonValue().map((value) => [value]),
    fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()).map((value) => [value]),
    fc.array(fc.jsonValue(), { maxLength: 3 }),
  );
}
