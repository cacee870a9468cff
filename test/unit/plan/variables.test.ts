import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveVariables, substitute } from '../../../src/plan/variables.js';
import { planOf } from './sample-plan.js';

const vars = new Map<string, string | null>([
  ['x', 'X'],
  ['long-name_2', 'L'],
  ['none', null],
  ['dollar', '${x} $1 $& $${'],
]);
const messages = (value: unknown): string[] => substitute(value, vars).problems.map(({ message }) => message);

describe('substitute', () => {
  it.each([
    ['${x}', 'X'],
    ['a${x}b${x}', 'aXbX'],
    ['${long-name_2}', 'L'],
    ['$${x}', '${x}'],
    ['$$${x}', '$${x}'],
    ['$${x}${x}', '${x}X'],
    ['$x $ {x} {x} $$', '$x $ {x} {x} $$'],
    ['${dollar}', '${x} $1 $& $${'],
  ])('replaces %s with %s', (text, expected) => {
    expect(substitute(text, vars)).toEqual({ value: expected, problems: [], unresolved: [] });
  });

  it('replaces in every string value, but not in keys', () => {
    expect(substitute({ a: ['${x}', 1, null, true, { '${x}': '${x}' }] }, vars).value).toEqual({
      a: ['X', 1, null, true, { '${x}': 'X' }],
    });
  });

  it('reports an undeclared variable where it is used, with a suggestion', () => {
    expect(substitute({ a: ['', '${long-name_3}'] }, vars).problems).toEqual([
      { path: ['a', 1], message: expect.stringContaining('did you mean `long-name_2`?') },
    ]);
  });

  it.each(['${', '${}', '${ x }', '${9}', '${x'])('explains how to write a variable instead of %s', (text) => {
    expect(messages(text)).toEqual([expect.stringContaining('write `${name}`, or `$${`')]);
  });

  it('keeps a variable without a value, which is reported at its declaration', () => {
    expect(substitute(['${none}'], vars)).toEqual({ value: ['${none}'], problems: [], unresolved: [[0]] });
  });

  it('restores any value whose strings were escaped', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const hasProto = JSON.stringify(value).includes('__proto__');
        fc.pre(!hasProto);
        const escape = (inner: unknown): unknown =>
          typeof inner === 'string'
            ? inner.replaceAll('${', () => '$${')
            : Array.isArray(inner)
              ? inner.map(escape)
              : typeof inner === 'object' && inner !== null
                ? Object.fromEntries(Object.entries(inner).map(([key, entry]) => [key, escape(entry)]))
                : inner;
        expect(substitute(escape(value), vars)).toEqual({ value, problems: [], unresolved: [] });
      }),
    );
  });
});

describe('resolveVariables', () => {
  it('prefers given values to declared values', () => {
    expect(resolveVariables({ a: '1', b: null, c: '3' }, { a: 'A', b: '${c}' })).toEqual({
      vars: new Map([
        ['a', 'A'],
        ['b', '${c}'],
        ['c', '3'],
      ]),
      problems: [],
    });
  });

  it.each([
    [{ a: null }, {}, 'has no value: set it with `--var a=…`'],
    [{ a: 5 }, {}, 'put it in quotes, as "5"'],
    [{ a: true }, {}, 'put it in quotes, as "true"'],
    [{ a: '${b}', b: 'x' }, {}, 'cannot use another variable'],
    [{ release: 'x' }, { relaese: 'y' }, 'does not declare it; did you mean `release`?'],
    [undefined, { a: 'y' }, 'does not declare it'],
    [{}, { toString: 'y' }, 'does not declare it'],
  ])('%j with %j: %s', (declared, given, words) => {
    expect(resolveVariables(declared, given).problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining(words) }),
    ]);
  });

  it('accepts an escaped `${` in a declared value', () => {
    expect(resolveVariables({ a: '$${x}' }).vars.get('a')).toBe('${x}');
  });
});

describe('a plan with variables', () => {
  it('has the values that it was started with', () => {
    const plan = planOf(
      { vars: { team: null, x: 'y' }, copy: { tags: { team: '${team}-${x}' } } },
      { team: 'inference' },
    );
    expect(plan.copy.tags).toEqual({ team: 'inference-y' });
    expect(plan.vars).toEqual({ team: 'inference', x: 'y' });
  });
});
