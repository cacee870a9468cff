import { describe, expect, it } from 'vitest';
import { regionUsage } from '../../../activities/survey-region.js';
import { type Script, eciError, ScriptedEci } from './support/scripted-eci.js';

const ask = (usage: NonNullable<Script['usage']>) => regionUsage({ eci: new ScriptedEci({ usage }) })('cn-beijing');

describe('the usage of a region', () => {
  it('is what the service reports', async () => {
    expect(await ask(() => ({ used: 3, max: 10 }))).toEqual({ used: 3, max: 10 });
    expect(await ask(() => ({}))).toEqual({});
  });

  it.each(['account', 'region', 'request', 'throttled', 'ambiguous'] as const)(
    'is not known, with the reason, when the call fails with %s: the preview continues',
    async (family) => {
      const reason = expect.stringMatching(/^ListUsage was refused: Code: the service said Code/);
      expect(await ask(() => eciError(family, 'Code'))).toEqual({ reason });
    },
  );
});
