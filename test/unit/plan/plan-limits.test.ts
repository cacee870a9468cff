import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlan } from '../../../src/plan/plan-document.js';
import { decodeText } from '../../../src/plan/text/decode-text.js';
import type { Problem } from '../../../src/plan/problem.js';
import { parsePruneInput, parseRunInput } from '../../../src/plan/run-input.js';
import { validatePlan } from '../../../src/plan/validate-plan.js';
import { oddPlanBytes, oddPlanDocument, oddPlanText } from '../../support/odd-plans.js';
import { MINIMAL, problemsOf } from './sample-plan.js';

const many = <T>(count: number, entry: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => entry(i));

const MOST = 101;

function problemsIn(result: { problems: Problem[] } | object): readonly Problem[] {
  return 'problems' in result ? result.problems : [];
}

describe('a plan that is made to be slow', () => {
  it('with 9,000 targets and a wave of 12,000 unknown regions is refused by its lengths', () => {
    const document = {
      ...MINIMAL,
      targets: many(9_000, (i) => ({ region: `xx-r${i}` })),
      waves: [{ regions: many(12_000, (i) => `yy-q${i}`) }],
    };
    const message = '`targets` has 9,000 entries; a list of a plan has at most 2,000';
    expect(validatePlan(document)).toEqual({ problems: [{ path: ['targets'], message }] });
    expect(readPlan(JSON.stringify(document))).toEqual({
      problems: [
        { path: ['targets'], message, line: 1, column: JSON.stringify(document).indexOf('[{"region":"xx') + 1 },
      ],
    });
  });

  it('with 12,000 variables is refused by their number', () => {
    const vars = Object.fromEntries(many(12_000, (i) => [`v${i}`, 'x']));
    expect(problemsOf({ vars })).toEqual([
      { path: ['vars'], message: '`vars` has 12,000 keys; a map of a plan has at most 2,000' },
    ]);
  });

  it('with 40,000 uses of undefined variables has at most 100 problems, of which the first ten have a suggestion', () => {
    const vars = Object.fromEntries(many(1_000, (i) => [`v${i}`, 'x']));
    const uses = (n: number): string => many(400, (i) => `\${w${i + n}}`).join('');
    const tags = Object.fromEntries(many(100, (n) => [`t${n}`, uses(n)]));
    const problems = problemsOf({ vars, copy: { tags } });
    expect(problems).toHaveLength(MOST);
    expect(problems.filter(({ message }) => message.includes('did you mean'))).toHaveLength(10);
    expect(problems.at(-1)?.message).toMatch(/^and (at least )?[\d,]+ more problems$/);
  });

  it.each([
    ['a text of 200,000 `${`', { copy: { tags: { a: '${'.repeat(200_000) } } }, 'has 400,000 characters'],
    ['a text of 2,000 `${`', { copy: { tags: { a: '${'.repeat(2_000) } } }, '`${` starts a variable'],
    ['a cron of 470 KB', { schedule: { cron: '1,'.repeat(235_000) } }, 'has 470,000 characters'],
    ['a cron of 300 characters', { schedule: { cron: '1,'.repeat(150) } }, 'at most 200 characters'],
    [
      'variables that grow',
      { vars: { a: 'x'.repeat(1_024) }, copy: { tags: { a: '${a}'.repeat(1_000) } } },
      'more than 4,096 characters with its variables replaced',
    ],
    ['101 targets', { targets: many(101, (i) => ({ region: `cn-r${i}` })) }, 'at most 100 entries'],
    [
      'a wave of 101 regions',
      { targets: [{ region: 'cn-a' }], waves: [{ regions: many(101, (i) => `cn-r${i}`) }] },
      'at most 100 entries',
    ],
  ])('with %s has one problem for it', (_title, change, words) => {
    expect(problemsOf(change).filter(({ message }) => message.includes(words))).toHaveLength(1);
  });

  it('with 1 MiB of wrong escapes is refused by their number', () => {
    const { problems } = readPlan(`version: 1\nname: "${'\\q'.repeat(500_000)}"\n`) as { problems: Problem[] };
    expect(problems).toEqual([expect.objectContaining({ message: 'the plan has too many escapes in quoted text' })]);
  });

  it('with 1,950 wrong caches is checked up to the hundredth problem', () => {
    const caches = many(1_950, () => ({ id: 'x', as: { bucket: '!', path: 'x', name: '\u0000' } }));
    const problems = problemsOf({ source: { region: 'cn-hongkong', caches } });
    expect(problems).toHaveLength(MOST);
    expect(problems.at(-1)?.message).toBe('and more: the rest was not checked');
  });

  it('of 100,000 stray brackets on one line has 20 problems, and their number', () => {
    const { problems } = readPlan('}'.repeat(100_000)) as { problems: Problem[] };
    expect(problems).toHaveLength(21);
  });
});

/** The positions that the text does not have. */
function missingPositions(text: string, problems: readonly Problem[]): readonly Problem[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  return problems.filter(({ line, column }) => {
    if (line === undefined || column === undefined) return false;
    const written = lines[line - 1];
    return written === undefined || column < 1 || column > written.length + 1;
  });
}

describe('any plan', () => {
  it('as text is read without an exception, with at most 101 problems at positions that exist', () => {
    fc.assert(
      fc.property(oddPlanText(), (text) => {
        const problems = problemsIn(readPlan(text));
        expect(problems.length).toBeLessThanOrEqual(MOST);
        expect(missingPositions(text, problems)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('as bytes is decoded or refused without an exception', () => {
    fc.assert(
      fc.property(oddPlanBytes(), (bytes) => {
        const decoded = decodeText(bytes);
        if ('text' in decoded) expect(problemsIn(readPlan(decoded.text)).length).toBeLessThanOrEqual(MOST);
        else expect(decoded.problem).toContain('UTF-8');
      }),
      { numRuns: 100 },
    );
  });

  it('as JSON is checked without an exception, with at most 101 short problems', () => {
    fc.assert(
      fc.property(oddPlanDocument(), (document) => {
        const problems = problemsIn(validatePlan(document));
        expect(problems.length).toBeLessThanOrEqual(MOST);
        for (const { message } of problems) expect(message.length).toBeLessThan(1_000);
      }),
      { numRuns: 100 },
    );
  });

  it('as the input of a run or a prune is accepted, or refused with one sentence', () => {
    const whole = oddPlanDocument();
    const input = fc.oneof(
      whole,
      whole.map((plan) => ({ plan })),
      fc.record({ plan: fc.constant('a.yaml'), vars: whole, regions: whole }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(input, (args) => {
        for (const parse of [parseRunInput, parsePruneInput]) {
          const parsed = parse(args);
          if ('sentence' in parsed) expect(parsed.sentence.length).toBeLessThan(5_000);
        }
      }),
      { numRuns: 100 },
    );
  });
});
