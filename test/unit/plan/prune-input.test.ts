import { describe, expect, it } from 'vitest';
import { parsePruneInput } from '../../../src/plan/prune-input.js';
import { pruneRegions } from '../../../src/plan/prune-regions.js';
import { validatePlan } from '../../../src/plan/validate-plan.js';
import { planOf } from '../../support/sources.js';

const validated = validatePlan(planOf({ name: 'x', caches: 1, regions: ['cn-beijing', 'cn-shanghai'] }));
if ('problems' in validated) throw new Error('the sample plan is valid');
const { plan } = validated;

describe('the input of a prune', () => {
  it.each([
    { plan: 'weights.yaml' },
    { plan: { version: 1 }, vars: { release: '1' }, regions: ['cn-beijing'], buckets: ['models'] },
    { plan: 'weights.yaml', dryRun: true },
    { plan: 'weights.yaml', dryRun: false, expectDigest: 'abc' },
  ])('may be %j', (input) => {
    expect(parsePruneInput(input)).toEqual({ input });
  });

  it.each([
    [undefined, /No input\. Type one JSON object/],
    [[], /a list, not an object/],
    ['weights.yaml', /a string, not an object/],
    [{}, /`plan` is missing/],
    [{ plan: '../weights.yaml' }, /must be a file of the plan folder/],
    [{ plan: 'weights.yaml', region: ['cn-beijing'] }, /unknown key `region`/],
    [{ plan: 'weights.yaml', regions: [] }, /`regions`/],
    [{ plan: 'weights.yaml', buckets: ['no/bucket'] }, /must be a bucket name/],
    [{ plan: 'weights.yaml', dryRun: 'no' }, /`dryRun`/],
  ])('is refused in a sentence when it is %j', (input, sentence) => {
    expect(parsePruneInput(input)).toEqual({ sentence: expect.stringMatching(sentence) });
  });

  it('cannot ask for a deletion that nobody has seen', () => {
    const parsed = parsePruneInput({ plan: 'weights.yaml', dryRun: false });
    expect(parsed).toEqual({ sentence: expect.stringMatching(/to delete, give `expectDigest`/) });
  });
});

describe('the regions to prune', () => {
  it("are the plan's targets, unless some are named", () => {
    expect(pruneRegions(plan)).toEqual({ regions: ['cn-beijing', 'cn-shanghai'] });
  });

  it('may be named, targets or not, each once', () => {
    expect(pruneRegions(plan, ['cn-qingdao', 'cn-beijing', 'cn-qingdao'])).toEqual({
      regions: ['cn-qingdao', 'cn-beijing'],
    });
  });

  it.each([
    ['the source region', ['cn-hongkong'], /"cn-hongkong" is the plan's source region/],
    ['what is no region', ['models'], /"models" is no region id/],
    ['none', [], /no region is named/],
  ])('are never %s', (_, named, problem) => {
    expect(pruneRegions(plan, named)).toEqual({ problems: [expect.stringMatching(problem)] });
  });
});
