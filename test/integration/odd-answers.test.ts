import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listDataCaches, readListing } from '../../activities/list-data-caches.js';
import type { DataCache, DataCachePage, Eci } from '../../src/eci/eci.js';
import { EciError } from '../../src/eci/eci-error.js';
import { type OddAnswer, oddAnswer, type Operation, OPERATIONS } from '../support/odd-answers.js';
import { json, raw } from './support/answering-server.js';
import { against, COPY, failure } from './support/sdk-eci-against.js';

const REGION = 'cn-beijing';

const CALLS: Readonly<Record<Operation, (eci: Eci) => Promise<unknown>>> = {
  copyDataCache: (eci) => eci.copyDataCache(COPY),
  describeDataCaches: (eci) => eci.describeDataCaches({ region: REGION, bucket: 'models' }),
  deleteDataCache: (eci) => eci.deleteDataCache({ region: REGION, id: 'edc-1' }),
  updateRetention: (eci) => eci.updateRetention({ region: REGION, id: 'edc-1', retentionDays: 1 }),
  listUsage: (eci) => eci.listUsage(REGION),
};

/** Every text of an answer: of bounded length, without control characters and halves of surrogate pairs. */
function expectClean(value: unknown): void {
  if (typeof value === 'string') {
    expect(value.length).toBeLessThanOrEqual(4_096);
    expect(value).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  } else if (typeof value === 'number')
    expect(value).toSatisfy((number: number) => Number.isSafeInteger(number) && number >= 0);
  else if (typeof value === 'object' && value !== null) {
    for (const entry of Object.entries(value)) for (const each of entry) expectClean(each);
  }
}

function expectValidCache({ id, region, createdAt, expiresAt, tags }: DataCache): void {
  expect(id).toMatch(/^\S{1,128}$/);
  expect(region).toMatch(/^[a-z0-9-]+$/);
  for (const time of [createdAt, expiresAt]) if (time !== undefined) expect(Date.parse(time)).toBeGreaterThan(0);
  for (const value of Object.values(tags)) expect(value).toBeTypeOf('string');
}

const VALIDATORS: Readonly<Partial<Record<Operation, (answer: never) => void>>> = {
  copyDataCache: ({ dataCacheId }: { dataCacheId: string }) => expect(dataCacheId).toMatch(/^\S{1,128}$/),
  describeDataCaches: ({ caches }: DataCachePage) => caches.forEach(expectValidCache),
  deleteDataCache: ({ requestId }: { requestId: string }) => expect(requestId).not.toBe(''),
  updateRetention: ({ requestId }: { requestId: string }) => expect(requestId).not.toBe(''),
};

describe.each(OPERATIONS)('an odd answer to %s', (operation) => {
  it('is an EciError or valid, and the call is made once', async () => {
    let answer: OddAnswer = { status: 200, body: '' };
    const { eci, server } = await against((response) => raw(response, answer.status, 'application/json', answer.body));
    await fc.assert(
      fc.asyncProperty(oddAnswer(operation), async (next) => {
        answer = next;
        const sent = server.seen.length;
        try {
          const result = await CALLS[operation](eci);
          expect(next.status).toBeLessThan(300);
          expectClean(result);
          VALIDATORS[operation]?.(result as never);
        } catch (error) {
          if (!(error instanceof EciError)) throw error;
          const { code, message, requestId, isAmbiguous } = error;
          expectClean([code, message, requestId]);
          // A copy may have been made by whoever answered 200 or 5xx without the service's own code.
          if (next.status < 300) expect(isAmbiguous).toBe(true);
        }
        expect(server.seen).toHaveLength(sent + 1);
      }),
      { numRuns: 300 },
    );
  });
});

it.each([
  ['of 200 KB', 'x'.repeat(200_000)],
  ['with a line break', 'edc-1\nedc-2'],
  ['with half a surrogate pair', 'edc-\uD800'],
  ['of white space', '  '],
])('an accepted copy with an id %s is ambiguous, as one without an id', async (_, DataCacheId) => {
  const { eci } = await against((response) => json(response, 200, { RequestId: 'R', DataCacheId }));
  expect(await failure(eci.copyDataCache(COPY))).toMatchObject({ code: 'NoDataCacheId', family: 'ambiguous' });
});

it.each([-1, 0.5, 1e300, ''])(
  'a page whose TotalCount is %j does not prove that the region is empty',
  async (TotalCount) => {
    const { eci } = await against((response) => json(response, 200, { RequestId: 'R', DataCaches: [], TotalCount }));
    expect(await failure(eci.describeDataCaches({ region: REGION }))).toMatchObject({ code: 'UnreadableAnswer' });
  },
);

it.each([
  ['of 5,000 characters', 'x'.repeat(5_000)],
  ['with a line break', 'token\n2'],
  ['with half a surrogate pair', 'token\uD800'],
])('a page whose NextToken could not be sent back, %s, is no page', async (_, NextToken) => {
  const page = { RequestId: 'R', DataCaches: [{ DataCacheId: 'edc-1' }], TotalCount: 1, NextToken };
  const { eci } = await against((response) => json(response, 200, page));
  expect(await failure(eci.describeDataCaches({ region: REGION }))).toMatchObject({ code: 'UnreadableAnswer' });
});

it('a tag with two values counts as absent', async () => {
  const Tags = [
    { Key: 'team', Value: 'a' },
    { Key: 'plan', Value: 'a' },
    { Key: 'plan', Value: 'b' },
  ];
  const { eci } = await against((response) =>
    json(response, 200, { RequestId: 'R', DataCaches: [{ DataCacheId: 'edc-1', Tags }] }),
  );
  const { caches } = await eci.describeDataCaches({ region: REGION });
  expect(caches[0]?.tags).toEqual({ team: 'a' });
});

it('an answer without end is cut off, and is ambiguous', async () => {
  const { eci } = await against((response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(1024 * 1024, 0x20);
    const write = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  }, 20_000);
  expect(await failure(eci.copyDataCache(COPY))).toMatchObject({ code: 'UnreadableAnswer', family: 'ambiguous' });
});

describe('what cannot be sent', () => {
  it.each([
    ['path', { path: '/a\uD800' }],
    ['path', { path: '/a\u0000' }],
    ['name', { name: 'shown as \uFFFD' }],
    ['tags', { tags: { team: '\uDC00' } }],
    ['tags', { tags: { '\uDC00': 'x' } }],
    ['source', { source: 'edc-\uD800' }],
  ])('is a request error that names the %s, and nothing is sent', async (field, change) => {
    const { eci, server } = await against((response) => json(response, 200, {}));
    const error = await failure(eci.copyDataCache({ ...COPY, ...change }));
    expect(error).toMatchObject({ code: 'Unsendable', finalFamily: 'request', isAmbiguous: false });
    expect(error.message).toContain(field);
    expect(server.seen).toEqual([]);
  });

  it('is a request error of every other operation too', async () => {
    const { eci, server } = await against((response) => json(response, 200, {}));
    const id = 'edc-\uD800';
    const calls = [
      eci.describeDataCaches({ region: REGION, ids: [id] }),
      eci.describeDataCaches({ region: REGION, path: id }),
      eci.deleteDataCache({ region: REGION, id }),
      eci.updateRetention({ region: REGION, id, retentionDays: 1 }),
    ];
    for (const call of calls) expect(await failure(call)).toMatchObject({ code: 'Unsendable', family: 'request' });
    expect(server.seen).toEqual([]);
  });
});

describe('a listing that never ends', () => {
  const page = (NextToken: string, ids: readonly string[], TotalCount?: number) => ({
    RequestId: 'R',
    NextToken,
    TotalCount,
    DataCaches: ids.map((DataCacheId) => ({ DataCacheId })),
  });

  it.each([
    ['the same token', () => page('again', ['edc-1'])],
    ['new tokens and no data cache', (nth: number) => page(`t-${nth}`, [])],
    ['new tokens and always the same data cache', (nth: number) => page(`t-${nth}`, ['edc-1'], 1)],
  ])('ends after a bounded number of pages: %s', async (_, answer) => {
    const { eci, server } = await against((response, _request, nth) => json(response, 200, answer(nth)));
    const listing = await readListing(eci, { region: REGION }, () => {});
    expect(listing.isComplete).toBe(false);
    expect(server.seen.length).toBeLessThanOrEqual(2 * 52);
    const reading = async () => {
      for await (const cache of listDataCaches(eci, { region: REGION })) expectValidCache(cache);
    };
    expect(await failure(reading())).toMatchObject({ code: 'RepeatedPage', mayPass: true });
  });

  it('ends when it shows far more than it counts', async () => {
    const describeDataCaches = ({ nextToken = '0' }: { nextToken?: string }) => {
      const first = Number(nextToken);
      const caches = Array.from({ length: 20 }, (_, nth) => ({ id: `edc-${first + nth}` }) as DataCache);
      return Promise.resolve({ caches, nextToken: String(first + 20), total: 5 });
    };
    let found = 0;
    const listing = await readListing({ describeDataCaches } as unknown as Eci, { region: REGION }, () => {
      found += 1;
    });
    expect(listing.isComplete).toBe(false);
    expect(found).toBeLessThan(3 * 1_100);
  });
});
