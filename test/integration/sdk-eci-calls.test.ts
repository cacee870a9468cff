import { describe, expect, it } from 'vitest';
import { resolveCredentials } from '../../src/eci/credentials.js';
import { createSdkEci } from '../../src/eci/sdk-eci.js';
import { answeringServer, json } from './support/answering-server.js';
import { accept, against, COPY, failure } from './support/sdk-eci-against.js';

describe('the SDK adapter', () => {
  it('sends a copy with every parameter', async () => {
    const { eci, server } = await against(accept);
    expect(await eci.copyDataCache(COPY)).toEqual({
      dataCacheId: 'edc-new',
      requestId: 'R-1',
      servedAt: expect.any(Number),
    });
    expect(server.seen.map(({ action }) => action)).toEqual(['CopyDataCache']);
    expect(server.seen[0]?.query).toEqual({
      RegionId: 'cn-hongkong',
      DataCacheId: 'edc-source',
      DestinationRegionId: 'cn-beijing',
      Bucket: 'models',
      Path: '/llama-3/stable',
      Name: 'llama-3',
      RetentionDays: '30',
      ResourceGroupId: 'rg-1',
      ClientToken: 'er1-client-token',
      'Tag.1.Key': 'eci-replicator:plan',
      'Tag.1.Value': 'llm',
      'Tag.2.Key': 'team',
      'Tag.2.Value': 'infer ence&co',
    });
  });

  it('omits optional parameters', async () => {
    const { eci, server } = await against(accept);
    const { retentionDays: _never, resourceGroupId: _none, ...least } = COPY;
    await eci.copyDataCache(least);
    expect(Object.keys(server.seen[0]?.query ?? {})).not.toEqual(expect.arrayContaining(['RetentionDays']));
    expect(server.seen[0]?.query).not.toHaveProperty('ResourceGroupId');
  });

  it('reads a page of data caches and the token of the next page', async () => {
    const caches = [{ DataCacheId: 'edc-1', Status: 'Available', Tags: [{ Key: 'k', Value: 'v' }], Size: 20 }];
    const { eci, server } = await against((response) =>
      json(response, 200, { RequestId: 'R', TotalCount: 1, DataCaches: caches, NextToken: 'next' }),
    );
    const page = await eci.describeDataCaches({ region: 'cn-beijing', bucket: 'models', nextToken: 'this' });
    expect(page).toMatchObject({
      nextToken: 'next',
      caches: [{ id: 'edc-1', region: 'cn-beijing', tags: { k: 'v' } }],
    });
    expect(server.seen[0]?.query).toEqual({ RegionId: 'cn-beijing', Bucket: 'models', Limit: '20', NextToken: 'this' });
  });

  it('treats an empty NextToken as the last page', async () => {
    const { eci } = await against((response) => json(response, 200, { RequestId: 'R', DataCaches: [], NextToken: '' }));
    expect(await eci.describeDataCaches({ region: 'cn-beijing' })).toEqual({
      caches: [],
      servedAt: expect.any(Number),
    });
  });

  it('deletes by id only', async () => {
    const { eci, server } = await against((response) => json(response, 200, { RequestId: 'R-2' }));
    expect(await eci.deleteDataCache({ region: 'cn-beijing', id: 'edc-1' })).toEqual({ requestId: 'R-2' });
    expect(server.seen[0]?.query).toEqual({ RegionId: 'cn-beijing', DataCacheId: 'edc-1' });
  });

  it('gives the deletion of a missing cache as a refusal with its status', async () => {
    const { eci } = await against((response) =>
      json(response, 404, { Code: 'InvalidParameter.NotFound', Message: 'no' }),
    );
    const error = await failure(eci.deleteDataCache({ region: 'cn-beijing', id: 'edc-1' }));
    expect(error).toMatchObject({ code: 'InvalidParameter.NotFound', finalFamily: 'request', statusCode: 404 });
  });

  it('updates nothing but the retention', async () => {
    const { eci, server } = await against((response) => json(response, 200, { RequestId: 'R-3' }));
    const request = { region: 'cn-beijing', id: 'edc-1', retentionDays: 90 };
    expect(await eci.updateRetention(request)).toEqual({ requestId: 'R-3' });
    expect(server.seen.map(({ action, query }) => [action, query])).toEqual([
      ['UpdateDataCache', { RegionId: 'cn-beijing', DataCacheId: 'edc-1', RetentionDays: '90' }],
    ]);
  });

  it.each([
    [200, {}, 'ambiguous'],
    [302, { RequestId: 'R' }, 'ambiguous'],
    [400, { Code: 'OperationDenied.NotSupported', Message: 'no' }, 'request'],
  ])('reads the answer %i %j to an update as a failure', async (status, body, family) => {
    const { eci } = await against((response) => json(response, status, body));
    const error = await failure(eci.updateRetention({ region: 'cn-beijing', id: 'edc-1', retentionDays: 90 }));
    expect(error).toMatchObject({ family });
  });

  it.each([
    [
      { UsedDataCacheCount: 3, MaxDataCacheCount: 100, UsedCPU: 1 },
      { used: 3, max: 100 },
    ],
    [{ UsedDataCacheCount: '3', MaxDataCacheCount: 'many' }, { used: 3 }],
    [{}, {}],
  ])('reads the usage %j', async (attributes, usage) => {
    const { eci } = await against((response) => json(response, 200, { RequestId: 'R', Attributes: attributes }));
    expect(await eci.listUsage('cn-beijing')).toEqual(usage);
  });

  it('rejects too many ids or tags, and an empty list of ids, before it sends anything', async () => {
    const { eci, server } = await against(accept);
    const many = Array.from({ length: 21 }, (_, n) => `edc-${n}`);
    const tags = Object.fromEntries(many.map((key) => [key, 'x']));
    await expect(eci.describeDataCaches({ region: 'cn-beijing', ids: many })).rejects.toThrow(RangeError);
    await expect(eci.describeDataCaches({ region: 'cn-beijing', ids: [] })).rejects.toThrow(RangeError);
    await expect(eci.copyDataCache({ ...COPY, tags })).rejects.toThrow(RangeError);
    await expect(eci.listUsage('evil.com/')).rejects.toThrow(RangeError);
    expect(server.seen).toEqual([]);
  });

  it('makes fifty calls at the same time without any waiting for another', async () => {
    const waiting: (() => void)[] = [];
    const { eci, server } = await against((response) => {
      waiting.push(() => json(response, 200, { RequestId: 'R', DataCacheId: 'edc-new' }));
      if (waiting.length === 50) for (const answer of waiting) answer();
    });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => eci.copyDataCache({ ...COPY, path: `/${n}` })),
    );
    expect(answers).toHaveLength(50);
    expect(server.seen).toHaveLength(50);
  });
});

describe('a worker that the service refuses for its clock, key or token', () => {
  /** The first call is refused with this code; every resolution of the credentials gives another token. */
  async function refusedOnce(code: string, headers: Record<string, string> = {}) {
    let chains = 0;
    const chain = () => {
      chains += 1;
      const keys = { accessKeyId: 'ak', accessKeySecret: 'sk', securityToken: `sts-${chains}`, providerName: 'test' };
      return { getCredentials: () => Promise.resolve(keys), getProviderName: () => 'test' };
    };
    const server = await answeringServer((response, request, nth) =>
      nth === 1 ? json(response, 400, { Code: code, Message: 'Refused.' }, headers) : accept(response, request, nth),
    );
    const credentials = resolveCredentials({ chain });
    const eci = createSdkEci({ endpoint: `http://127.0.0.1:${server.port}`, timeoutMs: 5000, credentials });
    const error = await failure(eci.copyDataCache(COPY));
    await eci.copyDataCache(COPY);
    const sent = (header: string) => server.seen.map((request) => request.headers[header]);
    return { error, sent };
  }

  it.each(['InvalidSecurityToken.Expired', 'InvalidAccessKeyId.NotFound', 'SignatureDoesNotMatch'])(
    'sends the call again with fresh credentials and a fresh nonce after %s',
    async (code) => {
      const { error, sent } = await refusedOnce(code);
      expect(error).toMatchObject({ code, family: 'worker', mayPass: true, isAmbiguous: false });
      expect(sent('x-acs-security-token')).toEqual(['sts-1', 'sts-2']);
      expect(new Set(sent('x-acs-signature-nonce')).size).toBe(2);
    },
  );

  it('sends the call again with a fresh nonce when it was delivered twice, and takes it for ambiguous', async () => {
    const { error, sent } = await refusedOnce('SignatureNonceUsed');
    expect(error).toMatchObject({ family: 'worker', mayPass: true, isAmbiguous: true });
    expect(new Set(sent('x-acs-signature-nonce')).size).toBe(2);
  });

  it('says by how much its clock is off, and keeps its credentials', async () => {
    const date = new Date(Date.now() - 20 * 60_000 - 5_000).toUTCString();
    const { error, sent } = await refusedOnce('InvalidTimeStamp.Expired', { date });
    expect(error).toMatchObject({
      code: 'InvalidTimeStamp.Expired',
      message: "Refused. This worker's clock is 20 min ahead of the service's.",
      statusCode: 400,
    });
    expect(sent('x-acs-security-token')).toEqual(['sts-1', 'sts-1']);
    expect(new Set(sent('x-acs-signature-nonce')).size).toBe(2);
  });
});

describe('a connection that breaks at a bad moment', () => {
  it('fails only that call if the server resets within the body, and the next call works', async () => {
    const { eci } = await against((response, request, nth) => {
      if (nth > 20) return accept(response, request, nth);
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"RequestId":', () => response.destroy());
    });
    const errors = await Promise.all(Array.from({ length: 20 }, () => failure(eci.copyDataCache(COPY))));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['ConnectionError']));
    expect(await eci.copyDataCache(COPY)).toMatchObject({ dataCacheId: 'edc-new' });
  });

  it('does not end a call with the timer of the previous call on the same connection', async () => {
    const { eci, server } = await against((response, request, nth) => {
      setTimeout(() => accept(response, request, nth), 120);
    }, 300);
    for (let call = 0; call < 6; call += 1) await eci.copyDataCache(COPY);
    expect(new Set(server.seen.map(({ connection }) => connection)).size).toBe(1);
  });

  it('raises nothing if the server resets after the call has timed out', async () => {
    const stalled: (() => void)[] = [];
    const { eci, server } = await against((response, request, nth) => {
      if (nth > 2) return accept(response, request, nth);
      if (nth === 2) response.writeHead(200).write('{');
      stalled.push(() => response.destroy());
    }, 200);
    await failure(eci.copyDataCache(COPY));
    await failure(eci.copyDataCache(COPY));
    for (const reset of stalled) reset();
    // The runner fails the file on any unhandled error or rejection that a reset causes.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await eci.copyDataCache(COPY)).toMatchObject({ dataCacheId: 'edc-new' });
    expect(server.seen).toHaveLength(3);
  });
});
