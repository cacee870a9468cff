import { describe, expect, it } from 'vitest';
import { planChanges } from '../../../src/plan/plan-changes.js';

const PLAN = {
  version: 1,
  name: 'weights',
  vars: { release: '1' },
  source: { region: 'cn-hongkong', caches: [{ id: 'edc-1', as: { path: '/models/${release}' } }, { id: 'edc-2' }] },
  targets: [{ region: 'cn-beijing' }, { region: 'cn-shanghai', required: false }],
  waves: [{ regions: ['cn-beijing', 'cn-shanghai'] }],
  copy: { retentionDays: 30 },
  schedule: { every: '6h' },
};

const changes = (to: object, from: object = PLAN) => planChanges({ document: from }, { document: to });

describe('what changed between two plans', () => {
  it.each<[string, object, string[]]>([
    ['a value', { copy: { retentionDays: 20 } }, ['copy.retentionDays: 30 → 20']],
    ['a key that was removed', { copy: {} }, ['copy.retentionDays: 30 → none']],
    ['a key that was added', { policy: { maxInFlight: 5 } }, ['policy.maxInFlight: none → 5']],
    [
      'a target before the others',
      { targets: [{ region: 'cn-chengdu' }, ...PLAN.targets] },
      ['targets[cn-chengdu].region: none → cn-chengdu'],
    ],
    ['a list', { waves: [{ regions: ['cn-beijing'] }] }, ['waves[0].regions: cn-beijing, cn-shanghai → cn-beijing']],
    [
      'a declared variable, where it is used',
      { vars: { release: '2' } },
      ['source.caches[edc-1].as.path: /models/1 → /models/2'],
    ],
    ['nothing but when it runs', { schedule: { every: '12h' } }, []],
  ])('is shown by key: %s', (_what, change, expected) => {
    expect(changes({ ...PLAN, ...change })).toEqual(expected);
  });

  it('includes the values of variables and the regions that were given', () => {
    const from = { document: PLAN, vars: { release: '2' } };
    const to = { document: PLAN, vars: { release: '3' }, regions: ['cn-beijing'] };
    expect(planChanges(from, to)).toEqual([
      'source.caches[edc-1].as.path: /models/2 → /models/3',
      'only the regions: none → cn-beijing',
    ]);
  });

  it('is bounded, and on one line each, whatever the plans contain', () => {
    const caches = Array.from({ length: 200 }, (_, i) => ({
      id: `edc-${i}`,
      as: { path: `/${'x'.repeat(500)}\n\u001b[2J` },
    }));
    const found = changes({ ...PLAN, source: { region: 'a\nb', caches } });
    expect(found).toHaveLength(21);
    expect(found.every((line) => line.length < 200 && !/[\p{Cc}]/u.test(line))).toBe(true);
    expect(found.at(-1)).toMatch(/^and \d+ more changes$/);
  });

  it('is nothing for what is no plan', () => {
    expect(planChanges({ document: 'x' }, { document: null })).toEqual([]);
  });
});
