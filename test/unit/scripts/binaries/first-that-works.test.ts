import { describe, expect, it } from 'vitest';
import { type Attempt, firstThatWorks, type Step } from '../../../../scripts/binaries/first-that-works.js';

describe('firstThatWorks', () => {
  const scenarios: readonly { name: string; attempts: readonly Attempt[]; path: string; tried: number }[] = [
    { name: 'the first step', attempts: [{ path: '/a' }, { path: '/b' }], path: '/a', tried: 1 },
    { name: 'a later step', attempts: [{ reason: 'not set' }, { path: '/b' }, { path: '/c' }], path: '/b', tried: 2 },
    { name: 'the last step', attempts: [{ reason: 'no' }, { reason: 'no' }, { path: '/c' }], path: '/c', tried: 3 },
  ];

  it.each(scenarios)('returns the path of $name and tries nothing after it', async ({ attempts, path, tried }) => {
    const log: string[] = [];
    expect(await firstThatWorks('server', steps(attempts, log), [])).toBe(path);
    expect(log).toHaveLength(tried);
  });

  it('tells every reason and every choice when nothing works', async () => {
    const nothing = steps([{ reason: 'not set' }, { reason: 'go is not installed' }], []);
    await expect(firstThatWorks('Temporal CLI', nothing, ['install Go', 'set the path'])).rejects.toThrow(
      new Error(
        [
          'There is no Temporal CLI. Tried:',
          '  - step 0: not set',
          '  - step 1: go is not installed',
          'Choose one:',
          '  - install Go',
          '  - set the path',
        ].join('\n'),
      ),
    );
  });

  it('stops at a step that throws, since a wrong setting must not be passed over', async () => {
    const log: string[] = [];
    const wrong: Step = { name: 'path', attempt: () => Promise.reject(new Error('no executable file')) };
    await expect(firstThatWorks('server', [wrong, ...steps([{ path: '/b' }], log)], [])).rejects.toThrow(
      'no executable file',
    );
    expect(log).toEqual([]);
  });
});

function steps(attempts: readonly Attempt[], log: string[]): Step[] {
  return attempts.map((attempt, index) => ({
    name: `step ${index}`,
    attempt: async () => {
      log.push(`step ${index}`);
      return attempt;
    },
  }));
}
