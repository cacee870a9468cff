import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planWarnings, validatePlan } from '../../../src/plan/validate-plan.js';
import { MINIMAL, planOf, problemsOf } from './sample-plan.js';

/** JSON that resembles a plan. */
const keys = fc.constantFrom(
  ...Object.keys(MINIMAL),
  'vars',
  'copy',
  'waves',
  'policy',
  'schedule',
  'notify',
  'id',
  'as',
  'region',
  'regions',
  'tags',
  '__proto__',
  'constructor',
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<unknown>(null, true, 1, -1.5, '', '${x}', '$${', '${', 'edc-1', '/x', 'cn-beijing', '10m', 'ready'),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(keys, tie('tree'), { maxKeys: 5 }),
  ),
}));
const likePlan = fc.dictionary(keys, tree).map((changes) => ({ ...MINIMAL, ...changes }));

describe('validatePlan', () => {
  it('fills in every default', () => {
    expect(planOf()).toEqual({
      ...MINIMAL,
      vars: {},
      source: { ...MINIMAL.source, giveUpAfter: 21_600_000 },
      copy: {},
      targets: [
        { region: 'cn-beijing', required: true, copy: {} },
        { region: 'cn-shanghai', required: true, copy: {} },
      ],
      waves: [{ regions: ['cn-beijing', 'cn-shanghai'], after: 'ready', approvalTimeout: 43_200_000 }],
      policy: {
        maxInFlight: 10,
        capacity: { firstRetry: 30_000, maxRetry: 600_000, giveUpAfter: 86_400_000 },
        ready: { pollEvery: 10_000, giveUpAfter: 21_600_000, absentAfter: 600_000 },
        failedCopy: { attempts: 3 },
        failureBudget: { percent: 100 },
        renew: 'beside',
        supersede: 'conflict',
        blindSurvey: 'stop',
        onAccountError: 'fail',
      },
    });
    expect(planOf({ schedule: { every: '1h' } }).schedule).toEqual({
      every: 3_600_000,
      timezone: 'UTC',
      catchupWindow: 600_000,
      pauseOnFailure: false,
    });
    expect(planOf({ notify: { webhookEnv: 'HOOK' } }).notify).toEqual({
      webhookEnv: 'HOOK',
      on: ['ready', 'partial', 'failed', 'cancelled', 'paused', 'approval'],
    });
  });

  it.each([undefined, null, 1, 'x', []])('explains what a plan is for %j', (document) => {
    expect(validatePlan(document)).toEqual({
      problems: [{ path: [], message: expect.stringContaining('a plan is a map') }],
    });
  });

  it('reports the problems of variables, keys and cross checks together', () => {
    const problems = problemsOf({
      name: 'Bad',
      vars: { a: 5 },
      copy: { tags: { k: '${missing}' } },
      targets: [{ region: 'cn-hongkong' }],
    });
    expect(problems.map(({ path }) => path.join('.')).toSorted()).toEqual([
      'copy.tags.k',
      'name',
      'targets.0.region',
      'vars.a',
    ]);
  });

  it('does not report errors that follow from a variable without a value', () => {
    expect(problemsOf({ vars: { r: null }, source: { ...MINIMAL.source, region: '${r}' } })).toHaveLength(1);
  });

  it('reports at most 100 problems, and the number of others', () => {
    const problems = problemsOf(Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`unknown${String(i)}`, 1])));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.message).toBe('and 50 more problems');
  });

  it('rejects a document that is nested 100,000 deep', () => {
    const document: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(validatePlan({ ...MINIMAL, vars: document })).toEqual({
      problems: [{ path: [], message: expect.stringContaining('nested deeper') }],
    });
  });

  it('rejects a document with more than 20,000 values', () => {
    const copy = Array.from({ length: 11 }, () => Array.from({ length: 2_000 }, () => 1));
    expect(validatePlan({ ...MINIMAL, copy })).toEqual({
      problems: [{ path: [], message: 'the plan has more than 20,000 values' }],
    });
  });

  const TOO_LARGE = { problems: [{ path: [], message: expect.stringContaining('larger than 480 KiB as JSON') }] };
  const caches = (count: number, path: (n: number) => string) => ({
    ...MINIMAL,
    source: {
      ...MINIMAL.source,
      caches: Array.from({ length: count }, (_, n) => ({ id: `edc-${n}`, as: { bucket: 'models', path: path(n) } })),
    },
  });

  it('rejects a document that does not fit in one payload, and accepts one that just fits', () => {
    expect(validatePlan(caches(2_000, (n) => `/${'大'.repeat(80)}/${n}`))).toEqual(TOO_LARGE);
    expect(validatePlan(caches(2_000, (n) => `/${'a'.repeat(160)}/${n}`))).toHaveProperty('plan');
  });

  it('rejects a document that becomes too large with its variables', () => {
    const document = { ...caches(2_000, (n) => `/\${long}/${n}`), vars: { long: 'a'.repeat(300) } };
    expect(validatePlan(document)).toEqual(TOO_LARGE);
  });

  it.each(['{"vars": {"__proto__": "x"}}', '{"copy": {"tags": {"__proto__": "x"}}}', '{"__proto__": "x"}'])(
    'rejects the key __proto__ in %s',
    (text) => {
      const whole: unknown = JSON.parse(`${JSON.stringify(MINIMAL).slice(0, -1)}, ${text.slice(1)}`);
      expect(validatePlan(whole)).toEqual({
        problems: [expect.objectContaining({ message: '`__proto__` is not allowed as a key' })],
      });
    },
  );

  it('never throws, and is deterministic, for any JSON value', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), likePlan),
        fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
        (document, given) => {
          const before = JSON.stringify(document);
          const result = validatePlan(document, given);
          expect(validatePlan(document, given)).toEqual(result);
          expect(JSON.stringify(document)).toBe(before);
          if ('problems' in result) expect(result.problems.length).toBeGreaterThan(0);
          expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('planWarnings', () => {
  it('warns about each unknown region, source and target', () => {
    const plan = planOf({
      source: { ...MINIMAL.source, region: 'xx-north-9' },
      targets: [{ region: 'cn-beijing' }, { region: 'yy-1' }],
    });
    expect(planWarnings(plan).map(({ path }) => path)).toEqual([
      ['source', 'region'],
      ['targets', 1, 'region'],
    ]);
  });

  it('suggests the region that was probably meant', () => {
    const plan = planOf({ targets: [{ region: 'cn-bejing' }] });
    expect(planWarnings(plan).map(({ message }) => message)).toEqual([
      expect.stringContaining('did you mean `cn-beijing`?'),
    ]);
  });

  it('does not warn about known regions', () => {
    expect(planWarnings(planOf())).toEqual([]);
  });
});
