import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRunInput } from '../../../src/plan/run-input.js';

const DIGEST = 'ab'.repeat(32);

describe('parseRunInput', () => {
  it.each([
    { plan: 'llm-weights.yaml' },
    { plan: 'team/a.b/plan..x.yml' },
    { plan: { version: 1 } },
    { plan: {}, vars: { release: 'x' }, regions: ['cn-beijing'] },
    { plan: 'x.yaml', dryRun: true },
    { plan: 'x.yaml', dryRun: false, expectDigest: DIGEST },
  ])('takes %j', (input) => {
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
    [{ plan: 5 }, '`plan` is a number, neither a file name nor a plan'],
    [{ plan: null }, '`plan` is null, neither'],
    [{ plan: [] }, '`plan` is a list, neither'],
    [{ plan: '' }, '`plan` must be a file of the plan folder'],
    [{ plan: 'x.json' }, '`plan` must be a file of the plan folder'],
    [{ plan: '/etc/x.yaml' }, '`plan` must be a file of the plan folder'],
    [{ plan: '../x.yaml' }, '`plan` must be a file of the plan folder'],
    [{ plan: 'a/../x.yaml' }, '`plan` must be a file of the plan folder'],
    [{ plan: 'a\\..\\x.yaml' }, '`plan` must be a file of the plan folder'],
    [{ plan: 'x\u0000.yaml' }, '`plan` must be a file of the plan folder'],
    [{ plan: 'x.yaml', vars: { release: 5 } }, 'vars.release: `release` must be text in quotes'],
    [{ plan: 'x.yaml', regions: [] }, '`regions` must have at least 1 entry'],
    [{ plan: 'x.yaml', regions: 'cn-beijing' }, '`regions` must be a list'],
    [{ plan: 'x.yaml', dryRun: 'yes' }, '`dryRun` must be `true` or `false`'],
    [{ plan: 'x.yaml', expectDigest: 'abc' }, '`expectDigest` must be the `previewDigest` of a preview'],
    [{ plan: 'x.yaml', expectDigest: DIGEST.toUpperCase() }, '`expectDigest` must be the `previewDigest` of a preview'],
    [{ plan: 'x.yaml', dryRun: true, expectDigest: DIGEST }, 'leave out one of them'],
  ])('says of %j what is wrong and what to type', (args, words) => {
    const result = parseRunInput(args);
    expect(result).toHaveProperty('sentence', expect.stringContaining(words));
    expect(result).toHaveProperty(
      'sentence',
      expect.stringContaining('Type one JSON object as input: {"plan": "llm-weights.yaml"}'),
    );
    expect(result).toHaveProperty('sentence', expect.not.stringContaining('\n'));
  });

  it('refuses what is larger than one payload', () => {
    const vars = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`v${n}`, 'x'.repeat(1_000)]));
    const parsed = parseRunInput({ plan: 'weights.yaml', vars });
    expect(parsed).toEqual({ sentence: expect.stringContaining('larger than 512 KiB') });
  });

  it('stays one sentence, however much is wrong', () => {
    const vars = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`v${String(i)}`, i]));
    const result = parseRunInput({ plan: 'x.yaml', vars });
    expect('sentence' in result && result.sentence.length).toBeLessThan(1_000);
  });

  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (args) => {
        expect(Object.keys(parseRunInput(args))).toHaveLength(1);
      }),
    );
  });
});
