import { describe, expect, it } from 'vitest';
import { testOpenQuestions } from './support/open-question.js';
import { failure, outcome, SOURCE, SOURCE_CACHE, SOURCE_REGION, TARGET } from './support/sdk-client.js';
import { simulated } from './support/simulated.js';

testOpenQuestions([
  [
    'what Describe lists without a bucket',
    async ({ sdk }) => {
      const { dataCacheId = '' } = await sdk.copy();
      await sdk.copy({ bucket: 'default', path: '/other', clientToken: 'token-2' });
      const { dataCaches = [] } = await sdk.describe();
      const byId = await sdk.describe({ dataCacheId: [dataCacheId] });
      return [
        dataCaches.map(({ bucket }) => bucket),
        byId.totalCount,
        (await sdk.describe({ bucket: 'models' })).totalCount,
      ];
    },
    [
      [{}, [['models', 'default'], 1, 1]],
      [{ describeWithoutBucket: 'defaultOnly' }, [['default'], 1, 1]],
    ],
  ],
  [
    'whether a taken path is refused',
    async ({ sdk }) => {
      await sdk.copy();
      return outcome(sdk.copy({ clientToken: 'token-2' }));
    },
    [
      [{}, 'made'],
      [{ pathTaken: 'refuse' }, 'InvalidParameter.PathTaken'],
    ],
  ],
  [
    'where a copy without bucket, path and name goes',
    async ({ sdk }) => {
      const { dataCacheId = '' } = await sdk.copy({ bucket: '', path: '', name: '' });
      const [cache] = (await sdk.describe()).dataCaches ?? [];
      return [cache?.bucket, cache?.path, cache?.name].map((text) => text?.replace(dataCacheId, 'ID'));
    },
    [
      [{}, ['models', '/llama-3/stable', 'llama']],
      [{ defaultBucketAndPath: 'default' }, ['default', '/ID', 'ID']],
    ],
  ],
  [
    'whether a token is known in another source region',
    async ({ sdk, simulator }) => {
      simulator.world.place({ ...SOURCE_CACHE, region: 'cn-x', status: 'Available', tags: {} });
      await sdk.copy();
      return outcome(sdk.copy({ regionId: 'cn-x' }));
    },
    [
      [{}, 'IdempotentParameterMismatch'],
      [{ tokenScope: 'region' }, 'made'],
    ],
  ],
  [
    'how long a token is remembered',
    async ({ sdk, simulator, advance }) => {
      await sdk.copy();
      advance(3_600_001);
      await sdk.copy();
      return [simulator.ledger().billed.length, simulator.ledger().duplicates.length];
    },
    [
      [{}, [1, 0]],
      [{ tokenMemory: '1h' }, [2, 1]],
    ],
  ],
  [
    'what the token of a deleted or vanished copy does',
    async ({ sdk, simulator }) => {
      const { dataCacheId = '' } = await sdk.copy();
      await sdk.delete({ dataCacheId });
      const afterDeletion = await outcome(sdk.copy());
      const vanished = (await sdk.copy({ clientToken: 'token-2' })).dataCacheId ?? '';
      simulator.world.remove(TARGET, vanished);
      return [afterDeletion, await outcome(sdk.copy({ clientToken: 'token-2' })), simulator.ledger().billed.length];
    },
    [
      [{}, ['made', 'made', 2]],
      [{ deletedTokens: 'spent' }, ['IdempotentFailed', 'IdempotentFailed', 2]],
      [{ deletedTokens: 'forgotten' }, ['made', 'made', 4]],
      [{ deletedTokens: 'forgotten', deletingFor: '1m' }, ['made', 'made', 4]],
    ],
  ],
  [
    'when the retention starts',
    async ({ sdk, advance }) => {
      await sdk.copy({ retentionDays: 1 });
      const before = (await sdk.describe()).dataCaches?.[0]?.expireDateTime;
      advance(60_000);
      return [before, (await sdk.describe()).dataCaches?.[0]?.expireDateTime];
    },
    [
      [{}, ['2026-11-25T08:00Z', '2026-11-25T08:00Z']],
      [{ retentionFrom: 'available' }, [undefined, '2026-11-25T08:01Z']],
    ],
  ],
  [
    'how long a retention may be',
    async ({ sdk }) => outcome(sdk.copy({ retentionDays: 366 })),
    [
      [{}, 'made'],
      [{ retentionMax: 365 }, 'InvalidParameter'],
    ],
  ],
  [
    'how many days of a longer retention are granted',
    async ({ sdk }) => {
      await sdk.copy({ retentionDays: 90 });
      await sdk.copy({ retentionDays: 7, clientToken: 'token-2' });
      return (await sdk.describe()).dataCaches?.map(({ expireDateTime }) => expireDateTime);
    },
    [
      [{}, ['2027-02-22T08:00Z', '2026-12-01T08:00Z']],
      [{ retentionCap: 30 }, ['2026-12-24T08:00Z', '2026-12-01T08:00Z']],
    ],
  ],
  [
    'which time it is',
    async ({ sdk, simulator }) => {
      await sdk.copy({ retentionDays: 1 });
      const [cache] = (await sdk.describe()).dataCaches ?? [];
      const answer = await fetch(simulator.url, { method: 'POST' });
      const { creationTime, expireDateTime, events } = cache ?? {};
      return [creationTime, expireDateTime, events?.[0]?.lastTimestamp, answer.headers.get('date')];
    },
    [
      [{}, ['2026-11-24T08:00Z', '2026-11-25T08:00Z', '2026-11-24T08:00:00Z', 'Tue, 24 Nov 2026 08:00:00 GMT']],
      [
        { clockSkew: '-10m' },
        ['2026-11-24T07:50Z', '2026-11-25T07:50Z', '2026-11-24T07:50:00Z', 'Tue, 24 Nov 2026 07:50:00 GMT'],
      ],
    ],
  ],
  [
    'which status comes first',
    async ({ sdk }) => {
      await sdk.copy();
      return (await sdk.describe()).dataCaches?.[0]?.status;
    },
    [
      [{}, 'Loading'],
      [{ firstStatus: 'Creating' }, 'Creating'],
    ],
  ],
  [
    'whether a deleted cache is still shown',
    async ({ sdk, advance }) => {
      const { dataCacheId = '' } = await sdk.copy();
      await sdk.delete({ dataCacheId });
      const status = (await sdk.describe()).dataCaches?.[0]?.status;
      advance(60_000);
      return [status, (await sdk.describe()).totalCount];
    },
    [
      [{}, [undefined, 0]],
      [{ deletingFor: '1m' }, ['Deleting', 0]],
    ],
  ],
]);

describe('retention', () => {
  it('removes the copy at its end, so it can no longer be a source', async () => {
    const { sdk, advance } = await simulated();
    const { dataCacheId = '' } = await sdk.copy({ retentionDays: 1 });
    advance(4_000);
    const onward = { regionId: TARGET, dataCacheId, destinationRegionId: SOURCE_REGION };
    expect((await sdk.copy({ ...onward, clientToken: 'token-2' })).dataCacheId).not.toBe(SOURCE);
    advance(86_400_000);
    expect((await failure(sdk.copy({ ...onward, clientToken: 'token-3' }))).code).toBe('InvalidParameter.NotFound');
  });
});
