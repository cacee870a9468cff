import { describe, expect, it } from 'vitest';
import { pruneRegions, selectRegions } from '../../../src/plan/select-regions.js';
import { planOf } from './sample-plan.js';

const plan = planOf({
  targets: [{ region: 'cn-beijing' }, { region: 'cn-shanghai' }, { region: 'us-west-1' }],
  waves: [{ regions: ['cn-beijing'] }, { regions: ['cn-shanghai', 'us-west-1'], after: 'approval' }],
});

describe('the selection of regions', () => {
  it('does not change the plan if no regions are given', () => {
    expect(selectRegions(plan)).toEqual({ plan });
  });

  it('keeps the order of the plan, and removes empty waves', () => {
    const result = selectRegions(plan, ['us-west-1', 'cn-shanghai', 'us-west-1']);
    expect(result).toHaveProperty('plan.targets', plan.targets.slice(1));
    expect(result).toHaveProperty('plan.waves', plan.waves.slice(1));
  });

  it('removes the other regions from a wave', () => {
    expect(selectRegions(plan, ['us-west-1'])).toHaveProperty('plan.waves', [
      { ...plan.waves[1], regions: ['us-west-1'] },
    ]);
  });

  it('reports every region that is not a target, with a suggestion or the list of targets', () => {
    expect(selectRegions(plan, ['cn-bejing', 'eu-central-1', 'cn-beijing'])).toEqual({
      problems: [
        { path: [], message: 'region "cn-bejing" is not a target of this plan; did you mean `cn-beijing`?' },
        {
          path: [],
          message:
            'region "eu-central-1" is not a target of this plan; its targets are cn-beijing, cn-shanghai, us-west-1',
        },
      ],
    });
  });

  it('must not be empty', () => {
    expect(selectRegions(plan, [])).toHaveProperty('problems.length', 1);
  });
});

describe('the regions to prune', () => {
  it("are the plan's targets by default", () => {
    expect(pruneRegions(planOf())).toEqual({ regions: ['cn-beijing', 'cn-shanghai'] });
  });

  it('may be named, whether or not they are targets, without duplicates', () => {
    expect(pruneRegions(planOf(), ['cn-qingdao', 'cn-beijing', 'cn-qingdao'])).toEqual({
      regions: ['cn-qingdao', 'cn-beijing'],
    });
  });

  it.each([
    ['the source region', ['cn-hongkong'], /"cn-hongkong" is the plan's source region/],
    ['an invalid id', ['models'], /"models" is not a valid region id/],
    ['none', [], /no region is named/],
  ])('cannot be %s', (_, named, problem) => {
    expect(pruneRegions(planOf(), named)).toEqual({ problems: [expect.stringMatching(problem)] });
  });
});
