import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyDataCache } from '../../../activities/copy-data-cache.js';
import type { CopyTask } from '../../../activities/copy-task.js';
import type { CopyRequest } from '../../../src/eci/eci.js';
import { clientToken } from '../../../src/reconcile/client-token.js';
import { START, tryOnce } from './support/attempts.js';
import { copyTask } from './support/samples.js';
import { ScriptedEci } from './support/scripted-eci.js';

async function requestFor(task: CopyTask): Promise<CopyRequest | undefined> {
  const eci = new ScriptedEci({ copy: () => ({ dataCacheId: 'edc-new', requestId: 'REQ-1' }) });
  await tryOnce(() => copyDataCache({ eci })(task));
  return eci.copies[0];
}

describe('the request for a copy', () => {
  it('always has bucket, path and name, and our four tags alongside the user’s', async () => {
    expect(await requestFor(copyTask({ retentionDays: 30, resourceGroupId: 'rg-1', generation: 2 }))).toEqual({
      sourceRegion: 'cn-hongkong',
      source: 'edc-source',
      region: 'cn-beijing',
      bucket: 'models',
      path: '/llama-3',
      name: 'llama-3',
      retentionDays: 30,
      resourceGroupId: 'rg-1',
      tags: {
        team: 'inference',
        'eci-replicator:plan': 'llm-weights',
        'eci-replicator:source': 'edc-source',
        'eci-replicator:source-region': 'cn-hongkong',
        'eci-replicator:generation': '2',
      },
      clientToken: clientToken(copyTask({ generation: 2 })),
    });
  });

  it('leaves out what the plan leaves out', async () => {
    const request = await requestFor(copyTask());
    expect(request).not.toHaveProperty('retentionDays');
    expect(request).not.toHaveProperty('resourceGroupId');
  });

  it('has the same token whatever the plan, name, tags, retention, group and waiting: an edited plan buys nothing', async () => {
    const edits = fc.record(
      {
        plan: fc.string(),
        name: fc.string(),
        tags: fc.dictionary(fc.string(), fc.string()),
        retentionDays: fc.nat(),
        resourceGroupId: fc.string(),
        pollEvery: fc.nat(),
        absentAfter: fc.nat(),
        ambiguousSince: fc.constant(START),
      },
      { requiredKeys: [] },
    );
    const token = clientToken(copyTask());
    await fc.assert(
      fc.asyncProperty(edits, async (edit) => {
        const request = await requestFor(copyTask(edit));
        expect(request?.clientToken).toBe(token);
      }),
      { numRuns: 50 },
    );
  });
});
