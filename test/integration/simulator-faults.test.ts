import { describe, expect, it } from 'vitest';
import { failure, outcome, SOURCE, SOURCE_REGION, TARGET } from './support/sdk-client.js';
import { simulated } from './support/simulated.js';

const tokens = (count: number) => Array.from({ length: count }, (_, index) => ({ clientToken: `t-${index + 1}` }));

describe('a copy that was created although its answer does not say so', () => {
  const cases = [
    ['is lost', { loseCopyAnswerEvery: 2 }, 'ECONNRESET'],
    ['comes as InternalError', { failEvery: 2, failAfterCommit: true }, 'InternalError'],
    ['comes as an HTML page (trap 6)', { htmlEvery: 2, htmlAfterCommit: true }, 'SyntaxError'],
    ['stalls past the time-out', { stallEvery: 2 }, 'RequestTimeoutError'],
    ['comes as IdempotentProcessing', { idempotentProcessingEvery: 2 }, 'IdempotentProcessing'],
  ] as const;
  it.each(cases)('exists if the answer %s, and the same token returns its id', async (_how, faults, expected) => {
    const { sdk, simulator } = await simulated({ faults }, { timeout: 300 });
    await sdk.copy({ clientToken: 't-1' });
    expect((await failure(sdk.copy({ clientToken: 't-2' }))).code).toBe(expected);
    expect(simulator.ledger().billed).toHaveLength(2);
    const again = await sdk.copy({ clientToken: 't-2' });
    expect(again.dataCacheId).toBe(simulator.ledger().billed[1]?.dataCacheId);
    expect(simulator.ledger().billed).toHaveLength(2);
  });

  it('exists if the answer is 200 without an id (trap 5)', async () => {
    const { sdk, simulator } = await simulated({ faults: { emptyIdEvery: 1 } });
    const { dataCacheId, requestId } = await sdk.copy();
    expect([dataCacheId, typeof requestId]).toEqual([undefined, 'string']);
    expect((await sdk.copy()).dataCacheId).toBe(simulator.ledger().billed[0]?.dataCacheId);
    expect(simulator.ledger().faults).toEqual({ emptyId: { [TARGET]: 1 } });
  });
});

describe('a copy that was not created', () => {
  const cases = [
    ['InternalError', { failEvery: 1 }, 'InternalError', 500],
    ['an HTML page', { htmlEvery: 1 }, 'SyntaxError', undefined],
    ['a stall', { stallEvery: 1, stallAfterCommit: false }, 'RequestTimeoutError', undefined],
    [
      'a stall that ends in time',
      { stallEvery: 1, stallAfterCommit: false, stallFor: '1ms' },
      'ServiceUnavailable',
      503,
    ],
    ['Throttling.User', { throttleEvery: 1 }, 'Throttling.User', 400],
    ['IdempotentFailed', { idempotentFailedEvery: 1 }, 'IdempotentFailed', 400],
    ['any refusal', { copyRefusals: [{ code: 'Zone.NotOnSale' }] }, 'Zone.NotOnSale', 403],
  ] as const;
  it.each(cases)('is not billed: %s', async (_what, faults, code, status) => {
    const input = { faults: { ...faults, copyRefusals: 'copyRefusals' in faults ? [...faults.copyRefusals] : [] } };
    const { sdk, simulator } = await simulated(input, { timeout: 300 });
    const answer = await failure(sdk.copy());
    expect([answer.code, answer.status]).toEqual([code, status]);
    expect(simulator.ledger().billed).toEqual([]);
  });

  it('keeps its token spent after IdempotentFailed, while another token creates a copy', async () => {
    const { sdk } = await simulated({ faults: { idempotentFailedEvery: 2 } });
    await sdk.copy({ clientToken: 't-1' });
    expect((await failure(sdk.copy({ clientToken: 't-2' }))).code).toBe('IdempotentFailed');
    expect((await failure(sdk.copy({ clientToken: 't-2' }))).code).toBe('IdempotentFailed');
    expect((await sdk.copy({ clientToken: 't-3' })).dataCacheId).toBeDefined();
  });

  it('is refused a given number of times', async () => {
    const copyRefusals = [{ code: 'Forbidden.RiskControl', source: SOURCE, region: TARGET, times: 2 }];
    const { sdk } = await simulated({ faults: { copyRefusals } });
    const codes = [];
    for (const fields of [{ destinationRegionId: 'cn-x', clientToken: 'x' }, {}, {}, {}]) {
      codes.push(await outcome(sdk.copy(fields)));
    }
    expect(codes).toEqual(['made', 'Forbidden.RiskControl', 'Forbidden.RiskControl', 'made']);
  });

  it('is throttled above a given number of calls per second', async () => {
    const { sdk, advance } = await simulated({ throttle: { perSecond: 2 } });
    await Promise.all(tokens(2).map((fields) => sdk.copy(fields)));
    expect((await failure(sdk.copy({ clientToken: 't-3' }))).code).toBe('Throttling.User');
    advance(1_000);
    expect((await sdk.copy({ clientToken: 't-3' })).dataCacheId).toBeDefined();
  });
});

describe('a call that is refused by its number', () => {
  it('is refused with the given code before anything else, whatever its action', async () => {
    const { sdk, simulator } = await simulated({ faults: { refuseEvery: { every: 3, code: 'SignatureNonceUsed' } } });
    const codes = [];
    for (const call of [sdk.describe, sdk.usage, sdk.copy, sdk.copy, sdk.usage, sdk.describe]) {
      codes.push(await outcome(call()));
    }
    expect(codes).toEqual(['made', 'made', 'SignatureNonceUsed', 'made', 'made', 'SignatureNonceUsed']);
    expect(simulator.ledger().billed).toHaveLength(1);
    expect(simulator.ledger().faults).toEqual({ refuse: { [TARGET]: 2 } });
  });

  it('has by default a code that may pass', async () => {
    const { sdk } = await simulated({ faults: { refuseEvery: { every: 1 } } });
    expect(await failure(sdk.copy())).toMatchObject({ code: 'InvalidTimeStamp.Expired', status: 400 });
  });
});

describe('a region', () => {
  const capacity = [
    ['lifts its quota', { quota: 1, quotaLiftsAfter: '8s' }, ['made', 'QuotaExceeded', 'made']],
    ['lifts a quota of nothing', { quotaLiftsAfter: '8s' }, ['QuotaExceeded', 'QuotaExceeded', 'made']],
    ['lifts its quota after refusals', { quotaRefusals: 2 }, ['QuotaExceeded', 'QuotaExceeded', 'made']],
    ['has stock again', { noStockUntil: '8s' }, ['OperationDenied.NoStock', 'OperationDenied.NoStock', 'made']],
    ['never has stock', { neverStock: true }, Array(3).fill('OperationDenied.NoStock')],
    ['refuses everything', { errorCode: 'Zone.NotOnSale' }, Array(3).fill('Zone.NotOnSale')],
  ] as const;
  it.each(capacity)('%s', async (_what, rules, expected) => {
    const { sdk, advance } = await simulated({ regions: { [TARGET]: { ...rules } } });
    const seen = [];
    for (const fields of tokens(3)) {
      seen.push(await outcome(sdk.copy(fields)));
      advance(4_000);
    }
    expect(seen).toEqual([...expected]);
    expect(await outcome(sdk.copy({ destinationRegionId: 'cn-x', clientToken: 'x' }))).toBe('made');
  });

  it('counts foreign caches against its quota, also in ListUsage', async () => {
    const existing = [{ region: TARGET, bucket: 'models', path: '/foreign' }];
    const { sdk } = await simulated({ existing, regions: { [TARGET]: { quota: 1 } } });
    expect(await outcome(sdk.copy())).toBe('QuotaExceeded');
    expect(await sdk.usage()).toEqual({ UsedDataCacheCount: 1, MaxDataCacheCount: 1 });
    await sdk.delete({ bucket: 'models', path: '/foreign' });
    expect(await outcome(sdk.copy())).toBe('made');
  });

  it('starts the scenario’s time at the first copy on request', async () => {
    const { sdk, advance } = await simulated({
      timeStarts: 'atFirstCopy',
      regions: { [TARGET]: { noStockUntil: '8s' } },
    });
    await sdk.describe();
    advance(3_600_000);
    expect(await outcome(sdk.copy())).toBe('OperationDenied.NoStock');
    advance(8_000);
    expect(await outcome(sdk.copy())).toBe('made');
  });

  it('can be blind and mute: no caches, no usage and no reason', async () => {
    const { sdk } = await simulated({ regions: { [TARGET]: { blindDescribe: true, denyListUsage: true } } });
    const { dataCacheId = '' } = await sdk.copy();
    expect(await sdk.describe({ dataCacheId: [dataCacheId] })).toMatchObject({ totalCount: 0, dataCaches: [] });
    expect(await failure(sdk.usage())).toMatchObject({ code: 'NoPermission', status: 403 });
  });

  it('has its own copy time', async () => {
    const { sdk, advance } = await simulated({ regions: { [TARGET]: { copyTime: '9s' } } });
    await sdk.copy();
    advance(8_999);
    expect((await sdk.describe()).dataCaches?.[0]?.status).toBe('Creating');
    advance(1);
    expect((await sdk.describe()).dataCaches?.[0]?.status).toBe('Available');
  });
});

describe('a copy in progress', () => {
  it('may end Failed, with the reason in its events', async () => {
    const { sdk, advance } = await simulated({
      faults: { failCopies: [{ source: SOURCE, reason: 'SnapshotCopyFailed' }] },
    });
    await sdk.copy();
    advance(4_000);
    const [cache] = (await sdk.describe()).dataCaches ?? [];
    expect([cache?.status, cache?.events?.at(-1)?.type, cache?.events?.at(-1)?.reason]).toEqual([
      'Failed',
      'Warning',
      'SnapshotCopyFailed',
    ]);
  });

  it('may be shown Failed once and Available later', async () => {
    const { sdk, advance } = await simulated({ faults: { flicker: [{ region: TARGET, for: '10s' }] } });
    await sdk.copy();
    const shown = async (after: number) => {
      advance(after);
      const [cache] = (await sdk.describe()).dataCaches ?? [];
      return [cache?.status, cache?.events?.at(-1)?.type];
    };
    expect([await shown(4_000), await shown(10_000)]).toEqual([
      ['Failed', 'Warning'],
      ['Available', 'Normal'],
    ]);
  });

  it('may vanish', async () => {
    const { sdk, advance } = await simulated({ faults: { vanish: [{ region: TARGET, after: '2s' }] } });
    await sdk.copy();
    expect((await sdk.describe()).totalCount).toBe(1);
    advance(2_000);
    expect((await sdk.describe()).totalCount).toBe(0);
    expect(await sdk.usage()).toMatchObject({ UsedDataCacheCount: 0 });
  });

  it('is counted but not listed while Describe is stale', async () => {
    const { sdk, advance } = await simulated({ faults: { staleDescribeFor: '2s' } });
    const { dataCacheId = '' } = await sdk.copy();
    expect((await sdk.describe({ dataCacheId: [dataCacheId] })).totalCount).toBe(0);
    expect(await sdk.usage()).toMatchObject({ UsedDataCacheCount: 1 });
    advance(2_000);
    expect((await sdk.describe({ dataCacheId: [dataCacheId] })).totalCount).toBe(1);
  });

  it('can be removed by a test and replaced by a foreign cache', async () => {
    const { sdk, simulator } = await simulated();
    const { dataCacheId = '' } = await sdk.copy();
    simulator.world.remove(TARGET, dataCacheId);
    const foreign = { region: TARGET, bucket: 'models', path: '/llama-3/stable', name: 'theirs', sizeGiB: 1 };
    const id = simulator.world.place({ ...foreign, status: 'Available', tags: {} });
    expect((await sdk.describe({ path: '/llama-3/stable' })).dataCaches?.map((cache) => cache.dataCacheId)).toEqual([
      id,
    ]);
    expect((await sdk.describe({ regionId: SOURCE_REGION })).dataCaches?.map((cache) => cache.dataCacheId)).toEqual([
      SOURCE,
    ]);
  });
});

describe('close', () => {
  it('ends a stall in progress', async () => {
    const { sdk, simulator } = await simulated({ faults: { stallEvery: 1, stallFor: '20h' } }, { timeout: 3_600_000 });
    const stalled = failure(sdk.copy());
    await expect.poll(() => simulator.ledger().billed.length).toBe(1);
    await simulator.close();
    expect((await stalled).code).toBe('ECONNRESET');
  });
});
