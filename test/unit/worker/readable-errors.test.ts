import { runInNewContext } from 'node:vm';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableErrors } from '../../../src/worker/readable-errors.js';

describe('an error in a log entry', () => {
  it('shows its type, message, stack, code and causes', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const error = new TypeError('fetch failed', { cause: refused });
    expect(readableErrors({ error })).toEqual({
      error: {
        type: 'TypeError',
        message: 'fetch failed',
        stack: expect.stringContaining('readable-errors.test.ts'),
        cause: expect.objectContaining({ type: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' }),
      },
    });
  });

  it('shows the type of a failure, but not its payload', () => {
    const error = ApplicationFailure.nonRetryable('refused', 'InvalidPlan', { problems: ['x'] });
    const { error: shown } = readableErrors({ error });
    expect(shown).toMatchObject({ type: 'ApplicationFailure (InvalidPlan)', message: 'refused' });
    expect(shown).not.toHaveProperty('details');
  });

  it('is one too if it comes from another context, as those of workflows do', () => {
    const error: unknown = runInNewContext("new Error('in the sandbox')");
    expect(error).not.toBeInstanceOf(Error);
    expect(readableErrors({ error })).toMatchObject({ error: { message: 'in the sandbox' } });
  });

  it('shows all errors of an aggregate', () => {
    const error = new AggregateError([new Error('first'), new Error('second')]);
    expect(readableErrors({ error })).toMatchObject({
      error: { cause: [{ message: 'first' }, { message: 'second' }] },
    });
  });

  it('ends where its causes go round in a circle', () => {
    const error = new Error('again');
    error.cause = error;
    expect(JSON.stringify(readableErrors({ error })).match(/"again"/g)?.length).toBeLessThan(20);
  });

  it('is shown at any place and under any name, and everything else is left as it is', () => {
    const error = new Error('somewhere');
    const place = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant(error),
        fc.array(tie('value'), { minLength: 1, maxLength: 2 }),
        fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(place, fc.jsonValue({ maxDepth: 3 }), (meta, plain) => {
        fc.pre(levels(meta) < 7);
        expect(JSON.stringify(readableErrors({ meta }))).toContain('"message":"somewhere"');
        expect(readableErrors({ plain })).toEqual({ plain });
      }),
    );
  });
});

function levels(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Error) return 0;
  return 1 + Math.max(...Object.values(value).map(levels));
}
