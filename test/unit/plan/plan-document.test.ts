import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isJsonMap } from '../../../src/plan/json-document.js';
import { readPlan, readPlanDocument } from '../../../src/plan/plan-document.js';
import { formatProblem } from '../../../src/plan/problem.js';
import { YAML_PIECES } from '../../support/odd-text.js';

const MINIMAL = `version: 1
name: sample
source:
  region: cn-hongkong
  caches:
    - id: edc-1
targets:
  - region: cn-beijing
`;

/** The problems of a text, formatted. */
function problemsOf(text: string, given?: Record<string, string>): string[] {
  const result = readPlan(text, given);
  return 'problems' in result ? result.problems.map((problem) => formatProblem('p.yaml', problem)) : [];
}

describe('the positions of problems', () => {
  it('are reported together for five errors in one file', () => {
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
      'p.yaml:14:10: `renew` must be `beside`, `replace` or `extend`, not "both"',
    ]);
  });

  it.each([
    ['an unknown key: the key', `${MINIMAL}copy: { tgas: {} }\n`, 'p.yaml:9:9: unknown key `tgas`'],
    ['an invalid value: the value', `${MINIMAL}policy:\n  renew: both\n`, 'p.yaml:10:10: `renew` must be'],
    [
      'a missing key: the map that should have it',
      MINIMAL.replace('name: sample\n', ''),
      'p.yaml:1:1: `name` is missing',
    ],
    [
      'a list entry: the entry',
      `${MINIMAL}waves:\n  - regions: [cn-beijing, cn-bejing]\n`,
      'p.yaml:10:27: `cn-bejing` is not a target; did you mean',
    ],
    ['an empty value: its key', `${MINIMAL}copy:\n`, 'p.yaml:9:1: `copy` must be a map, but is empty'],
    [
      'a reserved tag: its key',
      `${MINIMAL}copy:\n  tags: { a: b, "acs:x": y }\n`,
      'p.yaml:10:17: `acs:x` is not a valid tag key',
    ],
    [
      'a variable without a value: its declaration',
      `${MINIMAL}vars: { r: , s: x }\n`,
      'p.yaml:9:9: variable "r" has no value',
    ],
    [
      'a number as a variable: the value',
      `${MINIMAL}vars:\n  r: 5\n`,
      'p.yaml:10:6: the value of variable "r" must be a string',
    ],
    [
      'a value behind an alias: the anchored value',
      `${MINIMAL}  - &b { region: 5 }\n`,
      'p.yaml:9:18: `region` must be a string in quotes',
    ],
    ['a duplicate key: the second one', `${MINIMAL}name: other\n`, 'p.yaml:9:1: duplicate key "name"'],
    ['a second document: its first line', `${MINIMAL}---\nversion: 1\n`, 'p.yaml:9:1: a file has one plan'],
    ['a syntax error: where the parser stops', `${MINIMAL}copy: { tags: {}\n`, 'p.yaml:10:1: YAML: Flow map'],
    ['a YAML tag: the tag', `${MINIMAL}vars: { a: !!binary xx }\n`, 'p.yaml:9:12: YAML: Unresolved tag'],
    ['a key that is not a string: the key', `${MINIMAL}? [a, b]\n: c\n`, 'p.yaml:9:3: YAML:'],
    ['a tab: the tab', `${MINIMAL}copy:\n\ttags: {}\n`, 'p.yaml:10:1: YAML: Tabs'],
    ['YAML 1.1: the directive', `%YAML 1.1\n---\n${MINIMAL}`, 'p.yaml:1:1: a plan is YAML 1.2'],
    [
      'Windows line endings: the same line',
      `${MINIMAL}nmae: x\n`.replaceAll('\n', '\r\n'),
      'p.yaml:9:1: unknown key `nmae`',
    ],
  ])('%s', (_title, text, expected) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    ['an unquoted version: in quotes as it is written', 'vars: { release: 2026.10 }', 'put it in quotes, as "2026.10"'],
    ['an unquoted number with zeros', 'vars: { release: 007 }', 'put it in quotes, as "007"'],
    ['an unquoted tag', 'copy: { tags: { release: 1.50 } }', '`release` must be a string in quotes: "1.50"'],
    ['a full-width colon after a key', 'copy：\n  tags: {}', 'line 9 has a full-width colon (U+FF1A)'],
    ['a full-width colon in a list', 'waves:\n  - regions：[cn-beijing]', 'it has a full-width colon (U+FF1A)'],
    ['a full-width comma', 'copy: { retentionDays: 3， tags: {} }', 'line 9 has a full-width comma (U+FF0C)'],
    ['a non-breaking space', 'copy:\u00a0{}', 'line 9 has a non-breaking space (U+00A0)'],
    [
      'an invisible character in a key',
      'co\u200bpy: {}',
      'unknown key `co\\u200bpy`; it has a zero-width space (U+200B)',
    ],
    ['a merge key', 'copy:\n  <<: &a { retentionDays: 1 }', 'merge keys (`<<`) are not supported'],
  ])('and what is odd there: %s', (_title, line, words) => {
    expect(problemsOf(`${MINIMAL}${line}\n`).join('\n')).toContain(words);
  });

  it('do not blame a character in a comment', () => {
    expect(problemsOf(`${MINIMAL}copy: { # 注意：\n`).join('\n')).not.toContain('full-width');
  });

  it('exist where the parser reports an offset beyond the end of a line', () => {
    const text = 'version: 1\nsource:\n  caches: [\n    - id: edc-1\n';
    for (const line of problemsOf(text)) {
      const [, at, column] = line.split(':');
      expect(Number(column)).toBeLessThanOrEqual((text.split('\n')[Number(at) - 1]?.length ?? -1) + 1);
    }
  });

  it('are in the order of the text', () => {
    const lines = problemsOf(`zzz: 1\n${MINIMAL}yyyyyy: 1\n`).map((line) => Number(line.split(':')[1]));
    expect(lines).toEqual([1, 10]);
  });
});

describe('a plan document', () => {
  it.each(['', '\n', '# only a comment\n', '---\n', '~', 'null\n'])(
    'explains what to start with if the text is %j',
    (text) => {
      expect(problemsOf(text)).toEqual([
        expect.stringMatching(/the plan is empty: start with `version: 1`|a plan is a map/),
      ]);
    },
  );

  it.each(['5', '[1]', 'text'])('is rejected if it is %s, which is not a map', (text) => {
    expect(problemsOf(text)).toEqual(['p.yaml: a plan is a map that starts with `version: 1`']);
  });

  it('has YAML 1.2 values: no octal numbers, no yes, no dates', () => {
    const result = readPlanDocument('a: [010, yes, on, 2026-11-01, 1_000, 0x10]\n"__proto__": x\n');
    expect(result).toHaveProperty('document.a', [10, 'yes', 'on', '2026-11-01', '1_000', 16]);
    expect('document' in result && isJsonMap(result.document) && Object.keys(result.document)).toEqual([
      'a',
      '__proto__',
    ]);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  it('may have anchors and aliases', () => {
    const text = MINIMAL.replace(
      'region: cn-beijing',
      'region: cn-beijing\n    copy: &c { retentionDays: 7 }\n  - region: cn-shanghai\n    copy: *c',
    );
    const result = readPlan(text);
    expect(result).toHaveProperty('plan.targets.1.copy', { retentionDays: 7 });
  });

  it('has the position of the anchored value for an error behind an alias', () => {
    const text = `${MINIMAL}    copy: &c { retentionDays: 0 }\n  - region: cn-shanghai\n    copy: *c\n`;
    expect(problemsOf(text)).toEqual([
      'p.yaml:9:31: `retentionDays` must be at least 1, not 0',
      'p.yaml:9:31: `retentionDays` must be at least 1, not 0',
    ]);
  });
});

describe('text beyond the limits of a plan', () => {
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
  ])('%s is rejected', (_title, text, words) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(words)]);
  });

  it('is reported with at most 20 syntax errors, and the number of others', () => {
    const problems = problemsOf('}\n'.repeat(1_000));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toMatch(/and \d+ more problems/);
  });

  it('never makes the reader throw', () => {
    const piece = fc.constantFrom(
      ...YAML_PIECES,
      ...['a', '  ', '|', '>', '%', '---', '...', ',', '${x}', '\u0000', '<<', '__proto__'],
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

  it('refers to its schema in its first line, for editors', () => {
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./replication.schema.json');
  });

  it('is valid, and its variable can be set', () => {
    expect(problemsOf(text, { release: '2027-01' })).toEqual([]);
  });
});
