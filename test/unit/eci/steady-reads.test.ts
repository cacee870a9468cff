import { describe, expect, it } from 'vitest';
import { steadyReads } from '../../../src/eci/steady-reads.js';
import { eciError, ScriptedEci } from '../activities/support/scripted-eci.js';

describe('steady reads', () => {
  it('pass an update through once, also when it is throttled', async () => {
    const eci = new ScriptedEci({ update: () => eciError('throttled') });
    const request = { region: 'cn-beijing', id: 'edc-1', retentionDays: 90 };
    await expect(steadyReads(eci).updateRetention(request)).rejects.toMatchObject({ family: 'throttled' });
    expect(eci.updates).toEqual([request]);
  });
});
