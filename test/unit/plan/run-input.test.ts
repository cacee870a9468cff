import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePruneInput, parseRunInput } from '../../../src/plan/run-input.js';

const DIGEST = 'ab'.repeat(32);

describe('the input of a run', () => {
  it.each([
    { plan: 'llm-weights.yaml' },
    { plan: 'team/a.b/plan..x.yml' },
    { plan: { version: 1 } },
    { plan: {}, vars: { release: 'x' }, regions: ['cn-beijing'] },
    { plan: 'x.yaml', dryRun: true },
    { plan: 'x.yaml', dryRun: false, expectDigest: DIGEST },
  ])('may be %j', (input) => {
    expect(parseRunInput(input)).toEqual({ input });
  });

  it.each([
    [undefined, 'No input.'],
    [null, 'No input.'],
    ['llm-weights.yaml', 'The input is a string, not an object.'],
    [[{ plan: 'x.yaml' }], 'The input is a list, not an object.'],
    [{}, '`plan` is missing'],
    [{ plna: 'x.yaml' }, 'unknown key `plna`; did you mean `plan`?'],
    [{ plan: 'x.yaml', region: ['cn-beijing'] }, 'unknown key `region`; did you mean `regions`?'],
    [{ plan: 5 }, '`plan` must be a file name or the plan itself, not 5'],
    [{ plan: null }, '`plan` must be a file name or the plan itself'],
    [{ plan: [] }, '`plan` must be a file name or the plan itself'],
    [{ plan: '' }, '`plan` must be a file in the plan folder'],
    [{ plan: 'x.json' }, '`plan` must be a file in the plan folder'],
    [{ plan: '/etc/x.yaml' }, '`plan` must be a file in the plan folder'],
    [{ plan: '../x.yaml' }, '`plan` must be a file in the plan folder'],
    [{ plan: 'a/../x.yaml' }, '`plan` must be a file in the plan folder'],
    [{ plan: 'a\\..\\x.yaml' }, '`plan` must be a file in the plan folder'],
    [{ plan: 'x\u0000.yaml' }, '`plan` must be a file in the plan folder'],
    [{ plan: 'x.yaml', vars: { release: 5 } }, 'vars.release: `release` must be a string in quotes'],
    [{ plan: 'x.yaml', regions: [] }, '`regions` must have at least 1 entry'],
    [{ plan: 'x.yaml', regions: 'cn-beijing' }, '`regions` must be a list'],
    [{ plan: 'x.yaml', dryRun: 'yes' }, '`dryRun` must be `true` or `false`'],
    [{ plan: 'x.yaml', expectDigest: 'abc' }, '`expectDigest` must be the `previewDigest` of a preview'],
    [{ plan: 'x.yaml', expectDigest: DIGEST.toUpperCase() }, '`expectDigest` must be the `previewDigest` of a preview'],
    [{ plan: 'x.yaml', dryRun: true, expectDigest: DIGEST }, '`expectDigest` cannot be combined with `dryRun`'],
  ])('is rejected with a sentence that says what to type: %j', (args, words) => {
    const result = parseRunInput(args);
    expect(result).toHaveProperty('sentence', expect.stringContaining(words));
    expect(result).toHaveProperty(
      'sentence',
      expect.stringContaining('Type one JSON object as input: {"plan": "llm-weights.yaml"}'),
    );
    expect(result).toHaveProperty('sentence', expect.not.stringContaining('\n'));
  });

  it('is rejected if it is larger than one payload', () => {
    const vars = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`v${n}`, 'x'.repeat(1_000)]));
    const parsed = parseRunInput({ plan: 'weights.yaml', vars });
    expect(parsed).toEqual({ sentence: expect.stringContaining('the input is larger than 512 KiB') });
  });

  it('is rejected with one sentence, however many errors it has', () => {
    const vars = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`v${String(i)}`, i]));
    const result = parseRunInput({ plan: 'x.yaml', vars });
    expect('sentence' in result && result.sentence.length).toBeLessThan(1_000);
  });

  it('never makes the parser throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (args) => {
        expect(Object.keys(parseRunInput(args))).toHaveLength(1);
      }),
    );
  });
});

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
    [{ plan: '../weights.yaml' }, /must be a file in the plan folder/],
    [{ plan: 'weights.yaml', region: ['cn-beijing'] }, /unknown key `region`/],
    [{ plan: 'weights.yaml', regions: [] }, /`regions`/],
    [{ plan: 'weights.yaml', buckets: ['no/bucket'] }, /must be a bucket name/],
    [{ plan: 'weights.yaml', dryRun: 'no' }, /`dryRun`/],
  ])('is rejected with a sentence: %j', (input, sentence) => {
    expect(parsePruneInput(input)).toEqual({ sentence: expect.stringMatching(sentence) });
  });

  it('cannot request a deletion without the digest of a preview', () => {
    const parsed = parsePruneInput({ plan: 'weights.yaml', dryRun: false });
    expect(parsed).toEqual({ sentence: expect.stringMatching(/`expectDigest` is required to delete/) });
  });
});
