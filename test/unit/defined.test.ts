import { describe, expect, expectTypeOf, it } from 'vitest';
import { defined } from '../../src/defined.js';

/** A value that the compiler takes for optional. */
function optional<T>(value: T): T | undefined {
  return value;
}

describe('the defined fields of an object', () => {
  it('are those that are not undefined', () => {
    expect(Object.keys(defined({ a: 1, b: undefined, c: 'x' }))).toEqual(['a', 'c']);
  });

  it('include null and other falsy values', () => {
    const fields = { a: null, b: false, c: 0, d: '' };
    expect(defined(fields)).toStrictEqual(fields);
  });

  it('override nothing when they are spread', () => {
    expect({ size: 1, ...defined({ size: undefined }) }).toStrictEqual({ size: 1 });
  });

  it('leave the original object unchanged', () => {
    const fields = { a: 1, b: undefined };
    defined(fields);
    expect(fields).toStrictEqual({ a: 1, b: undefined });
  });

  it('are optional in the type exactly where they may be undefined', () => {
    const fields = defined({ kind: 'skip', count: 1, vars: optional<Record<string, string>>({}) });
    expectTypeOf(fields.kind).toEqualTypeOf<'skip'>();
    expectTypeOf(fields.count).toEqualTypeOf<1>();
    expectTypeOf(fields).toExtend<{ readonly vars?: Record<string, string> }>();
    expectTypeOf(fields).not.toExtend<{ readonly vars: Record<string, string> }>();
    expect(fields).toEqual({ kind: 'skip', count: 1, vars: {} });
  });
});
