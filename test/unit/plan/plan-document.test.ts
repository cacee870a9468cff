import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonMap } from '../../../src/plan/json-map.js';
import { readPlan, readPlanDocument } from '../../../src/plan/plan-document.js';
import { formatProblem } from '../../../src/plan/problem.js';

const MINIMAL = `version: 1
name: sample
source:
  region: cn-hongkong
  caches:
    - id: edc-1
targets:
  - region: cn-beijing
`;

/** Every problem of a text as it is shown. */
function problemsOf(text: string, given?: Record<string, string>): string[] {
  const result = readPlan(text, given);
  return 'problems' in result ? result.problems.map((problem) => formatProblem('p.yaml', problem)) : [];
}

describe('the positions of problems', () => {
  it('are those of five mistakes in one file', () => {
    const text = `version: 1
nmae: sample
name: sample
source:
  region: cn-hongkong
  caches:
    - id: edc-1
      as: { path: "models/\${release}" }
targets:
  - region: cn-beijing
    maxInFlight: 900
  - required: true
policy:
  renew: both
`;
    expect(problemsOf(text)).toEqual([
      'p.yaml:2:1: unknown key `nmae`; did you mean `name`?',
      expect.stringMatching(/^p\.yaml:8:19: variable "release" is not declared/),
      'p.yaml:11:18: `maxInFlight` must be at most 500, not 900',
      'p.yaml:12:5: `region` is missing',
      'p.yaml:14:10: `renew` must be `beside` or `replace`, not "both"',
    ]);
  });

  it.each([
    ['an unknown key is its key', `${MINIMAL}copy: { tgas: {} }\n`, 'p.yaml:9:9: unknown key `tgas`'],
    ['a wrong value is its value', `${MINIMAL}policy:\n  renew: both\n`, 'p.yaml:10:10: `renew` must be'],
    ['a missing key is the map that lacks it', MINIMAL.replace('name: sample\n', ''), 'p.yaml:1:1: `name` is missing'],
    [
      'an entry is the entry',
      `${MINIMAL}waves:\n  - regions: [cn-beijing, cn-bejing]\n`,
      'p.yaml:10:27: `cn-bejing` is in a wave',
    ],
    ['an empty value is its key', `${MINIMAL}copy:\n`, 'p.yaml:9:1: `copy` must be a map of keys, and is empty'],
    ['a reserved tag is its key', `${MINIMAL}copy:\n  tags: { a: b, "acs:x": y }\n`, 'p.yaml:10:17: `acs:x` is no tag'],
    [
      'a variable without a value is its declaration',
      `${MINIMAL}vars: { r: , s: x }\n`,
      'p.yaml:9:9: variable "r" has no value',
    ],
    [
      'a number for a variable is its value',
      `${MINIMAL}vars:\n  r: 5\n`,
      'p.yaml:10:6: the value of variable "r" must be text',
    ],
    [
      'a value behind an alias is the anchored value',
      `${MINIMAL}  - &b { region: 5 }\n`,
      'p.yaml:9:18: `region` must be text in quotes',
    ],
    ['a duplicate key is the second', `${MINIMAL}name: other\n`, 'p.yaml:9:1: key "name" is here twice'],
    ['a second document is its beginning', `${MINIMAL}---\nversion: 1\n`, 'p.yaml:9:1: a file holds one plan'],
    ['a syntax error is where YAML gives up', `${MINIMAL}copy: { tags: {}\n`, 'p.yaml:10:1: YAML: Flow map'],
    ['a tag is the tag', `${MINIMAL}vars: { a: !!binary xx }\n`, 'p.yaml:9:12: YAML: Unresolved tag'],
    ['a key that is no text is the key', `${MINIMAL}? [a, b]\n: c\n`, 'p.yaml:9:3: YAML:'],
    ['a tab is the tab', `${MINIMAL}copy:\n\ttags: {}\n`, 'p.yaml:10:1: YAML: Tabs'],
    ['YAML 1.1 is its directive', `%YAML 1.1\n---\n${MINIMAL}`, 'p.yaml:1:1: a plan is YAML 1.2'],
    [
      'lines that end as on Windows count once',
      `${MINIMAL}nmae: x\n`.replaceAll('\n', '\r\n'),
      'p.yaml:9:1: unknown key `nmae`',
    ],
  ])('%s', (_title, text, expected) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(expected)]);
  });

  it('stand in the order of the text', () => {
    const lines = problemsOf(`zzz: 1\n${MINIMAL}yyyyyy: 1\n`).map((line) => Number(line.split(':')[1]));
    expect(lines).toEqual([1, 10]);
  });
});

describe('a plan document', () => {
  it.each(['', '\n', '# only a comment\n', '---\n', '~', 'null\n'])(
    'says of the empty text %j what to begin with',
    (text) => {
      expect(problemsOf(text)).toEqual([
        expect.stringMatching(/the plan is empty: begin with `version: 1`|a plan is a map of keys/),
      ]);
    },
  );

  it.each(['5', '[1]', 'text'])('says of %s that a plan is a map', (text) => {
    expect(problemsOf(text)).toEqual(['p.yaml: a plan is a map of keys, the first of them `version: 1`']);
  });

  it('keeps YAML 1.2 values: no octal, no yes, no dates', () => {
    const result = readPlanDocument('a: [010, yes, on, 2026-11-01, 1_000, 0x10]\n"__proto__": x\n');
    expect(result).toHaveProperty('document.a', [10, 'yes', 'on', '2026-11-01', '1_000', 16]);
    expect('document' in result && isJsonMap(result.document) && Object.keys(result.document)).toEqual([
      'a',
      '__proto__',
    ]);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it('takes anchors and aliases as they are meant', () => {
    const text = MINIMAL.replace(
      'region: cn-beijing',
      'region: cn-beijing\n    copy: &c { retentionDays: 7 }\n  - region: cn-shanghai\n    copy: *c',
    );
    const result = readPlan(text);
    expect(result).toHaveProperty('plan.targets.1.copy', { retentionDays: 7 });
  });

  it('points through an alias to what is wrong', () => {
    const text = `${MINIMAL}    copy: &c { retentionDays: 0 }\n  - region: cn-shanghai\n    copy: *c\n`;
    expect(problemsOf(text)).toEqual([
      'p.yaml:9:31: `retentionDays` must be at least 1, not 0',
      'p.yaml:9:31: `retentionDays` must be at least 1, not 0',
    ]);
  });
});

describe('text that no plan needs', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x]',
    ...['b', 'c', 'd', 'e', 'f'].map(
      (c, i) =>
        `${c}: &${c} [${Array(7)
          .fill(`*${'abcde'[i] ?? ''}`)
          .join(', ')}]`,
    ),
  ];

  it.each([
    ['10 MiB', 'x'.repeat(10 << 20), 'larger than 1 MiB'],
    ['1 MiB of three-byte characters', '数'.repeat(400_000), 'larger than 1 MiB'],
    ['a million brackets', '['.repeat(1 << 20), 'p.yaml:1:101: the plan is nested too deeply'],
    ['half a million entries in one another', '- '.repeat(1 << 19), 'nested too deeply'],
    ['half a million keys in one another', '? '.repeat(1 << 19), 'nested too deeply'],
    [
      'a thousand levels of indentation',
      Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'nested too deeply',
    ],
    ['half a million commas', `a: [${','.repeat(1 << 19)}]`, 'too many keys and values'],
    ['a third of a million stray brackets', '}\n'.repeat(330_000), 'too many keys and values'],
    ['aliases that multiply', bomb.join('\n'), 'YAML aliases: Excessive alias count'],
    [
      '51 aliases',
      `a: &a x\nb: [${Array(51).fill('*a').join(', ')}]`,
      'p.yaml:2:205: a plan can use at most 50 YAML aliases',
    ],
    ['a list that contains itself', 'a: &a [*a, *a]', 'nested deeper than 32 levels'],
    ['an alias of nothing', 'a: *b', 'YAML'],
  ])('%s is refused', (_title, text, words) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(words)]);
  });

  it('40,000 keys are each looked at once', () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `k${String(i)}: 1`).join('\n');
    expect(problemsOf(text).at(-1)).toMatch(/and \d+ more problems/);
  });

  it('20 syntax errors are enough', () => {
    expect(problemsOf('}\n'.repeat(1_000))).toHaveLength(20);
  });

  it('never makes the reader throw, whatever the text', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '\n',
      '  ',
      '- ',
      '? ',
      '[',
      ']',
      '{',
      '}',
      '&a ',
      '*a',
      '!!x ',
      '"',
      "'",
      '|',
      '>',
      '#',
      '%',
      '---',
      '...',
      ',',
      '${x}',
      '\t',
      '\u0000',
      '<<',
      '__proto__',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (written) => {
        const result = readPlan(written);
        expect('problems' in result && result.problems.length > 0).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('replication.yaml', () => {
  const text = readFileSync(new URL('../../../replication.yaml', import.meta.url), 'utf8');

  it('names its schema in its first line, for editors', () => {
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./replication.schema.json');
  });

  it('is valid, with a variable that can be given', () => {
    expect(problemsOf(text, { release: '2027-01' })).toEqual([]);
  });
});
