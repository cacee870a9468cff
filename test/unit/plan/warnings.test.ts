import { expect, it } from 'vitest';
import { planWarnings } from '../../../src/plan/warnings.js';
import { MINIMAL, planOf } from './sample-plan.js';

it('warns of each region that is not known, source and target', () => {
  const plan = planOf({
    source: { ...MINIMAL.source, region: 'xx-north-9' },
    targets: [{ region: 'cn-beijing' }, { region: 'yy-1' }],
  });
  expect(planWarnings(plan).map(({ path }) => path)).toEqual([
    ['source', 'region'],
    ['targets', 1, 'region'],
  ]);
});

it('is silent about known regions', () => {
  expect(planWarnings(planOf())).toEqual([]);
});
