import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario, rulesOf, ScenarioError, scenarioOf } from '../../../src/simulator/scenario.js';

function problemsOf(text: string): readonly string[] {
  try {
    parseScenario(text);
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
}

describe('parseScenario', () => {
  it('gives the defaults for empty text', () => {
    expect(parseScenario('')).toMatchObject({
      credentials: [{ accessKeyId: 'simulator', accessKeySecret: 'simulator-secret' }],
      timeStarts: 'atStart',
      copyTime: 2_000,
      sources: [],
      faults: { stallFor: 35_000, stallAfterCommit: true, failCopies: [] },
      open: { describeWithoutBucket: 'all', pathTaken: 'accept', tokenScope: 'account', firstStatus: 'Loading' },
    });
  });

  it('reports all problems together, each with its path', () => {
    const problems = problemsOf(
      'copyTime: soon\nsource: []\nregions: { cn-x: { quota: -1, quotum: 3 } }\nopen: { pathTaken: maybe }\n',
    );
    expect(problems).toHaveLength(5);
    for (const place of ['copyTime: ', 'scenario: ', 'regions.cn-x.quota: ', 'regions.cn-x: ', 'open.pathTaken: ']) {
      expect(problems.some((problem) => problem.startsWith(place))).toBe(true);
    }
  });

  it.each(['a: [', '- a', 'sources: 5', 'credentials: []'])('rejects %s', (text) => {
    expect(problemsOf(text)).not.toEqual([]);
  });

  it('rejects the same id twice in a region', () => {
    const cache = { id: 'edc-1', bucket: 'models', path: '/a' };
    const here = { region: 'cn-x', ...cache };
    expect(() => scenarioOf({ sources: [here, here] })).toThrowError('edc-1 is given twice in cn-x');
    expect(scenarioOf({ sources: [here], existing: [{ region: 'cn-y', ...cache }] }).existing).toHaveLength(1);
  });

  const durations = [
    ['0s', 0],
    ['300ms', 300],
    ['1.5s', 1_500],
    ['10m', 600_000],
    ['20h', 72_000_000],
    ['7d', 604_800_000],
  ] as const;
  it.each(durations)('reads %s as %i ms', (text, ms) => {
    expect(scenarioOf({ copyTime: text }).copyTime).toBe(ms);
  });

  it.each(['', '5', '5 s', '-1s', '1w', 's'])('rejects the duration "%s"', (text) => {
    expect(() => scenarioOf({ copyTime: text })).toThrowError('copyTime: must be a duration: a number and');
  });

  it('reads a clock that is behind as a negative number of ms', () => {
    expect(['-10m', '90s'].map((clockSkew) => scenarioOf({ open: { clockSkew } }).open.clockSkew)).toEqual([
      -600_000, 90_000,
    ]);
  });

  it('names a cache after its path, and starts it as Creating if it becomes available later', () => {
    const { sources } = scenarioOf({
      sources: [
        { region: 'cn-x', bucket: 'models', path: '/llama-3/stable' },
        { region: 'cn-x', bucket: 'models', path: '/b', availableAfter: '5s' },
        { region: 'cn-x', bucket: 'models', path: '/c', availableAfter: '5s', status: 'Updating' },
      ],
    });
    expect(sources.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'llama-3-stable Available',
      'b Creating',
      'c Updating',
    ]);
  });

  it('generates many sources', () => {
    const { generate = [] } = scenarioOf({ generate: { region: 'cn-x', count: 1000, prefix: 'edc-many' } });
    expect(generate).toHaveLength(1000);
    expect(generate.at(-1)).toMatchObject({ region: 'cn-x', id: 'edc-many01000', path: '/generated/01000' });
  });

  it('accepts a number of copies to fail, or a list', () => {
    expect(scenarioOf({ faults: { failCopies: 3 } }).faults.failCopies).toEqual([{ times: 3, reason: 'CopyFailed' }]);
    expect(scenarioOf({ faults: { failCopies: 0 } }).faults.failCopies).toEqual([]);
    expect(scenarioOf({ faults: { failCopies: [{ region: 'cn-x' }] } }).faults.failCopies).toEqual([
      { region: 'cn-x', times: 1, reason: 'CopyFailed' },
    ]);
  });

  it('gives a region without rules the defaults, whatever its name', () => {
    expect(rulesOf(parseScenario(''), 'constructor')).toMatchObject({ neverStock: false, blindDescribe: false });
  });

  it('accepts the scenario of the demo', () => {
    const scenario = parseScenario(readFileSync(new URL('../../../scenarios/demo.yaml', import.meta.url), 'utf8'));
    expect(scenario.sources).toHaveLength(4);
  });
});
