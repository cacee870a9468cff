import { describe, expect, it } from 'vitest';
import { readRecordedPlan } from '../../../src/plan/recorded-plan.js';
import { selectRegions } from '../../../src/plan/select-regions.js';
import { validatePlan } from '../../../src/plan/validate-plan.js';

const PLAN = {
  version: 1,
  name: 'weights-${release}',
  vars: { release: null, home: 'models' },
  source: {
    region: 'cn-hongkong',
    caches: [
      { id: 'edc-1' },
      { id: 'edc-2', as: { bucket: '${home}', path: '/$${x}/${release}', name: 'b' } },
      { select: { bucket: 'models' } },
    ],
  },
  targets: [
    { region: 'cn-beijing', copy: { retentionDays: 7 } },
    { region: 'cn-shanghai', required: false },
  ],
};
const VARS = { release: 'a' };

describe('a recorded plan', () => {
  it.each([undefined, ['cn-shanghai']])('agrees with the validated plan, restricted to %j', (regions) => {
    const validated = validatePlan(PLAN, VARS);
    if ('problems' in validated) throw new Error('the plan is valid');
    const selected = selectRegions(validated.plan, regions);
    if ('problems' in selected) throw new Error('the regions are targets');
    const { name, source, targets } = selected.plan;
    expect(readRecordedPlan(PLAN, VARS, regions)).toEqual({
      name,
      source: { region: source.region, caches: source.caches.map((cache) => ('id' in cache ? cache : { select: {} })) },
      targets: targets.map(({ region, required }) => ({ region, required })),
    });
  });

  it.each([
    ['a list', []],
    ['text', 'weights.yaml'],
    ['nothing', undefined],
  ])('is undefined if it is %s', (_what, document) => {
    expect(readRecordedPlan(document)).toBeUndefined();
  });

  it.each([{}, { source: 1, targets: 2, name: 3, vars: 4 }, { source: { caches: [null] }, targets: [null, {}] }])(
    'is empty if nothing in it can be read: %j',
    (document) => {
      expect(readRecordedPlan(document)).toMatchObject({ source: { region: '', caches: [] }, targets: [] });
    },
  );

  it('keeps a reference to a variable that has no value', () => {
    expect(readRecordedPlan(PLAN)?.name).toBe('weights-${release}');
  });

  it('is read at any depth', () => {
    let deep: unknown = {};
    for (let i = 0; i < 100_000; i += 1) deep = [deep];
    expect(readRecordedPlan({ ...PLAN, policy: deep }, VARS)?.targets).toHaveLength(2);
  });
});
