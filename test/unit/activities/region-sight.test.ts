import { describe, expect, it } from 'vitest';
import { regionSight } from '../../../activities/region-sight.js';
import { EciError } from '../../../src/eci/eci-error.js';
import { cache } from './support/samples.js';
import { eciError, ScriptedEci } from './support/scripted-eci.js';

describe('whether a region is seen', () => {
  it('is checked without a bucket, then bucket by bucket, until any cache is listed', async () => {
    const eci = new ScriptedEci({ describe: ({ bucket }) => (bucket === 'b' ? [cache()] : []) });
    expect(await regionSight(eci, 'cn-beijing', ['a', 'b', 'c'])).toEqual({ seen: true });
    expect(eci.looks.map(({ bucket }) => bucket)).toEqual([undefined, 'a', 'b']);
    expect(eci.usages).toBe(0);
  });

  it('reads on after a page that is empty but not the last', async () => {
    const eci = new ScriptedEci({
      describe: ({ nextToken }) => (nextToken === undefined ? { caches: [], nextToken: '2' } : [cache()]),
    });
    expect(await regionSight(eci, 'cn-beijing', [])).toEqual({ seen: true });
  });

  it.each([
    [() => ({ used: 0 }), { seen: true }],
    [() => ({ used: 7 }), { seen: false, reason: 'no data cache is listed, but ListUsage counts 7' }],
    [() => ({}), { seen: false, reason: 'no data cache is listed, and ListUsage does not say how many there are' }],
    [
      () => eciError('account', 'NoPermission'),
      { seen: false, reason: 'no data cache is listed, and ListUsage was refused: NoPermission' },
    ],
  ] as const)('otherwise depends on ListUsage (%#)', async (usage, sight) => {
    expect(await regionSight(new ScriptedEci({ describe: () => [], usage }), 'cn-beijing', ['a'])).toEqual(sight);
  });

  it('is not known while calls fail', async () => {
    const failing = [
      new ScriptedEci({ describe: () => eciError('account') }),
      new ScriptedEci({ describe: () => [], usage: () => eciError('throttled') }),
      new ScriptedEci({ describe: () => [], usage: () => eciError('ambiguous') }),
    ];
    for (const eci of failing) await expect(regionSight(eci, 'cn-beijing', [])).rejects.toBeInstanceOf(EciError);
  });
});
