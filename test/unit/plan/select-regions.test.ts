import { describe, expect, it } from 'vitest';
import { selectRegions } from '../../../src/plan/select-regions.js';
import { planOf } from './sample-plan.js';

const plan = planOf({
  targets: [{ region: 'cn-beijing' }, { region: 'cn-shanghai' }, { region: 'us-west-1' }],
  waves: [{ regions: ['cn-beijing'] }, { regions: ['cn-shanghai', 'us-west-1'], after: 'approval' }],
});

describe('selectRegions', () => {
  it('leaves the plan as it is when nothing is selected', () => {
    expect(selectRegions(plan)).toEqual({ plan });
  });

  it('keeps the order of the plan, and drops a wave that is left empty', () => {
    const result = selectRegions(plan, ['us-west-1', 'cn-shanghai', 'us-west-1']);
    expect(result).toHaveProperty('plan.targets', plan.targets.slice(1));
    expect(result).toHaveProperty('plan.waves', plan.waves.slice(1));
  });

  it('prunes a wave to what is selected', () => {
    expect(selectRegions(plan, ['us-west-1'])).toHaveProperty('plan.waves', [
      { ...plan.waves[1], regions: ['us-west-1'] },
    ]);
  });

  it('reports every region that is no target, with a suggestion or the targets', () => {
    expect(selectRegions(plan, ['cn-bejing', 'eu-central-1', 'cn-beijing'])).toEqual({
      problems: [
        { path: [], message: 'region "cn-bejing" is no target of this plan; did you mean `cn-beijing`?' },
        {
          path: [],
          message:
            'region "eu-central-1" is no target of this plan; its targets are cn-beijing, cn-shanghai, us-west-1',
        },
      ],
    });
  });

  it('refuses an empty selection', () => {
    expect(selectRegions(plan, [])).toHaveProperty('problems.length', 1);
  });
});
