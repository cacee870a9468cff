import dns from 'node:dns';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolveCredentials } from '../../src/eci/credentials.js';
import { createSdkEci } from '../../src/eci/sdk-eci.js';
import {
  type Answer,
  type AnsweringServer,
  answeringServer,
  json,
  raw,
} from '../integration/support/answering-server.js';
import { accept, against, COPY, eciAt, failure } from '../integration/support/sdk-eci-against.js';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the traps of the SDK', () => {
  it('trap 1: Copy goes to the source region’s endpoint, the rest to the cache’s own', async () => {
    const server = await answeringServer((response) =>
      json(response, 200, { RequestId: 'R', DataCacheId: 'edc-new', DataCaches: [], Attributes: {} }),
    );
    everyNameIsLoopback();
    const eci = eciAt(`http://eci.{region}.test:${server.port}`);
    await eci.copyDataCache(COPY);
    await eci.describeDataCaches({ region: 'cn-beijing', ids: ['edc-new'] });
    await eci.deleteDataCache({ region: 'cn-beijing', id: 'edc-new' });
    await eci.listUsage('cn-beijing');
    expect(server.seen.map(({ action, host }) => [action, host])).toEqual([
      ['CopyDataCache', `eci.cn-hongkong.test:${server.port}`],
      ['DescribeDataCaches', `eci.cn-beijing.test:${server.port}`],
      ['DeleteDataCache', `eci.cn-beijing.test:${server.port}`],
      ['ListUsage', `eci.cn-beijing.test:${server.port}`],
    ]);
  });

  it('trap 2: a failed call is sent once; nothing retries behind our back', async () => {
    const { eci, server } = await against((response) =>
      json(response, 503, { Code: 'ServiceUnavailable', Message: 'no' }),
    );
    expect(await failure(eci.copyDataCache(COPY))).toMatchObject({ code: 'ServiceUnavailable', family: 'ambiguous' });
    expect(server.seen).toHaveLength(1);
  });

  it('trap 3: a call waits for an answer that takes longer than the SDK’s own 3 s', async () => {
    const { eci } = await against((response) => {
      setTimeout(() => json(response, 200, { RequestId: 'R', DataCacheId: 'edc-late' }), 3500);
    }, 20_000);
    expect(await eci.copyDataCache(COPY)).toMatchObject({ dataCacheId: 'edc-late' });
  });

  it.each<[string, Answer, string]>([
    ['before the answer', () => undefined, 'Timeout'],
    // The SDK gives up by closing the connection and reports the closed connection.
    ['within the body', (response) => response.writeHead(200).write('{"DataCacheId":'), 'ConnectionError'],
    ['with an answer that drips', drip, 'ConnectionError'],
  ])('trap 4: a stall %s ends in time, and is ambiguous', async (_where, answer, code) => {
    const { eci } = await against(answer, 200);
    expect(await failure(eci.copyDataCache(COPY))).toMatchObject({ code, family: 'ambiguous' });
  });

  it('trap 4: a stall ends in time on a connection that has just answered another call', async () => {
    const { eci, server } = await against(
      (response, request, nth) => (nth === 1 ? accept(response, request, nth) : drip(response)),
      1_000,
    );
    await eci.copyDataCache(COPY);
    // The SDK's timer of the previous call fires during this one.
    await sleep(600);
    expect(await failure(eci.copyDataCache(COPY))).toMatchObject({ family: 'ambiguous' });
    const [first, second] = server.seen;
    expect(second?.connection).toBe(first?.connection);
  });

  it('an answered call leaves no timer that would keep it in memory until its time-out', async () => {
    const { eci } = await against(accept, 54_321);
    const begun = vi.spyOn(globalThis, 'setTimeout');
    const ended = vi.spyOn(globalThis, 'clearTimeout');
    await eci.copyDataCache(COPY);
    const timers = begun.mock.results.filter((_, nth) => begun.mock.calls[nth]?.[1] === 54_321);
    expect(timers).toHaveLength(1);
    await vi.waitFor(() => expect(ended).toHaveBeenCalledWith(timers[0]?.value));
  });

  it('trap 4: a copy whose answer was lost is requested again with the same token', async () => {
    const { eci, server } = await against((response, request, nth) =>
      nth === 1 ? response.destroy() : accept(response, request, nth),
    );
    expect(await failure(eci.copyDataCache(COPY))).toMatchObject({ code: 'ConnectionError', family: 'ambiguous' });
    await eci.copyDataCache(COPY);
    const [first, second] = server.seen;
    expect(second?.query).toEqual(first?.query);
    expect(second?.query['ClientToken']).toBe(COPY.clientToken);
  });

  it('trap 4: a refused connection is ambiguous too', async () => {
    const { eci, server } = await against(accept);
    await server.close();
    expect(await failure(eci.copyDataCache(COPY))).toMatchObject({
      code: 'ConnectionError',
      family: 'ambiguous',
      message: `The connection failed: ECONNREFUSED 127.0.0.1:${server.port}.`,
    });
  });

  it.each([
    ['a 200 without DataCacheId', 200, { RequestId: 'R-5' }],
    ['a 200 with an empty DataCacheId', 200, { RequestId: 'R-5', DataCacheId: '' }],
    ['a 302', 302, { RequestId: 'R-5' }],
    ['a 302 that names a cache', 302, { RequestId: 'R-5', DataCacheId: 'edc-odd' }],
  ])('trap 5: %s is ambiguous, not a success', async (_what, statusCode, body) => {
    const { eci } = await against((response) => json(response, statusCode, body));
    expect(await failure(eci.copyDataCache(COPY))).toMatchObject({
      code: 'NoDataCacheId',
      family: 'ambiguous',
      requestId: 'R-5',
    });
  });

  it.each([
    ['a 302 with an empty list', 302, { RequestId: 'R', DataCaches: [] }],
    ['a 200 without the list', 200, { RequestId: 'R' }],
    ['a 200 that counts caches and shows none', 200, { RequestId: 'R', TotalCount: 3 }],
    ['a cache without an id', 200, { RequestId: 'R', DataCaches: [{ Status: 'Available' }] }],
  ])('trap 5: %s is not treated as an empty region', async (_what, statusCode, body) => {
    const { eci } = await against((response) => json(response, statusCode, body));
    const error = await failure(eci.describeDataCaches({ region: 'cn-beijing' }));
    expect(error).toMatchObject({ code: 'UnreadableAnswer', family: 'ambiguous' });
  });

  it('trap 5: a redirected delete or usage call is not an answer either', async () => {
    const { eci } = await against((response) => json(response, 302, { RequestId: 'R', Attributes: {} }));
    const calls = [eci.deleteDataCache({ region: 'cn-beijing', id: 'edc-1' }), eci.listUsage('cn-beijing')];
    expect((await Promise.all(calls.map(failure))).map(({ code }) => code)).toEqual([
      'UnreadableAnswer',
      'UnreadableAnswer',
    ]);
  });

  it.each([
    ['an HTML 502', 502, 'text/html', '<html>Bad Gateway</html>'],
    ['an HTML 200', 200, 'text/html', '<html>Welcome</html>'],
    ['an empty 500', 500, 'application/json', ''],
    ['broken XML', 503, 'text/xml;charset=utf-8', '<html><b>'],
    ['XML of something else', 503, 'text/xml;charset=utf-8', '<a/>'],
    ['JSON null', 502, 'application/json', 'null'],
    ['a list', 200, 'application/json', '[]'],
    ['an error without a code', 404, 'application/json', '{"message":"no route"}'],
  ])('trap 6: %s is an unreadable answer, and ambiguous', async (_what, statusCode, contentType, body) => {
    const { eci } = await against((response) => raw(response, statusCode, contentType, body));
    expect(await failure(eci.copyDataCache(COPY))).toMatchObject({ code: 'UnreadableAnswer', family: 'ambiguous' });
  });

  it('trap 7: tags and ids are numbered lists, and the order of tags is always the same', async () => {
    const { eci, server } = await against((response) =>
      json(response, 200, { RequestId: 'R', DataCacheId: 'e', DataCaches: [] }),
    );
    await eci.copyDataCache({ ...COPY, tags: { b: '2', a: '1' } });
    await eci.copyDataCache({ ...COPY, tags: { a: '1', b: '2' } });
    await eci.describeDataCaches({ region: 'cn-beijing', ids: ['edc-1', 'edc-2'] });
    const [first, second, describeCall] = server.seen;
    expect(first?.query).toMatchObject({ 'Tag.1.Key': 'a', 'Tag.1.Value': '1', 'Tag.2.Key': 'b', 'Tag.2.Value': '2' });
    expect(second?.query).toEqual(first?.query);
    expect(describeCall?.query).toMatchObject({ 'DataCacheId.1': 'edc-1', 'DataCacheId.2': 'edc-2' });
  });

  it.each([
    [400, { Code: 'Throttling.User', Message: 'slow down' }, 'Throttling.User'],
    [429, { message: 'too many' }, 'Throttling'],
  ])(
    'trap 8: a Retry-After of status %i cannot be read, and the family says to retry later',
    async (statusCode, body, code) => {
      const { eci } = await against((response) => json(response, statusCode, body, { 'retry-after': '7' }));
      expect(await failure(eci.copyDataCache(COPY))).toMatchObject({ code, family: 'throttled' });
    },
  );

  it.each<[string, Answer]>([
    ['a reset', (response) => response.destroy()],
    ['a stall', () => undefined],
    ['a stall within the body', (response) => response.writeHead(200).write('{')],
    ['an HTML page that quotes the request', (response) => raw(response, 502, 'text/html', JSON.stringify(COPY))],
    [
      'an error that quotes the signed request',
      (response, { query, headers }) => {
        const quoted = `${JSON.stringify(headers)} ?${new URLSearchParams(query).toString()}`;
        const Message = `er1-client-token sk-hidden does not match. server string to sign is:${quoted}`;
        json(response, 400, { Code: 'SignatureDoesNotMatch', Message, RequestId: 'R' });
      },
    ],
  ])('trap 9: %s leaves no URL, token, tag or key in the error', async (_what, answer) => {
    const { eci } = await against(answer, 200);
    const error = await failure(eci.copyDataCache(COPY));
    const told = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join('\n');
    for (const hidden of ['http://', 'er1-client', 'infer', 'Tag.', 'ak-visible', 'sk-hidden', 'sts-hidden', 'llama']) {
      expect(told).not.toContain(hidden);
    }
  });

  it('trap 10: fifty simultaneous first calls resolve the credentials of the library’s own chain once', async () => {
    const keys = { Code: 'Success', AccessKeyId: 'ak-uri', AccessKeySecret: 'sk-uri', SecurityToken: 'sts-uri' };
    const issuer = await answeringServer((response) =>
      json(response, 200, { ...keys, Expiration: '2999-01-01T00:00:00Z' }),
    );
    onlyCredentialsUri(issuer);
    const server = await answeringServer(accept);
    const eci = createSdkEci({
      endpoint: `http://127.0.0.1:${server.port}`,
      timeoutMs: 5000,
      credentials: resolveCredentials(),
    });
    await Promise.all(Array.from({ length: 50 }, () => eci.copyDataCache(COPY)));
    expect(issuer.seen).toHaveLength(1);
    expect(new Set(server.seen.map(({ headers }) => headers['x-acs-security-token']))).toEqual(new Set(['sts-uri']));
  });

  it('trap 10: a failed resolution is repeated, and a token is renewed before it expires', async () => {
    const issuer = await answeringServer((response, _request, nth) => {
      if (nth === 1) return raw(response, 500, 'text/plain', 'not yet');
      const keys = { AccessKeyId: 'ak', AccessKeySecret: 'sk', SecurityToken: `sts-${nth}` };
      // Five minutes are within the library's margin, so each use renews.
      const soon = new Date(Date.now() + 300_000).toISOString().replace(/\.\d+/, '');
      json(response, 200, { ...keys, Expiration: soon });
    });
    onlyCredentialsUri(issuer);
    const server = await answeringServer(accept);
    const eci = createSdkEci({
      endpoint: `http://127.0.0.1:${server.port}`,
      timeoutMs: 5000,
      credentials: resolveCredentials(),
    });
    expect(await failure(eci.copyDataCache(COPY))).toMatchObject({
      code: 'CredentialsUnavailable',
      family: 'throttled',
    });
    await eci.copyDataCache(COPY);
    await eci.copyDataCache(COPY);
    expect(server.seen.map(({ headers }) => headers['x-acs-security-token'])).toEqual(['sts-2', 'sts-3']);
  });
});

/** Sends data forever: the connection is never idle and the answer never complete. */
function drip(response: ServerResponse): void {
  response.writeHead(200).write(' ');
  const drops = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(drops));
}

/** Resolves every host name to loopback. */
function everyNameIsLoopback(): void {
  const { lookup } = dns;
  const toLoopback = (_host: string, ...rest: unknown[]): unknown => Reflect.apply(lookup, dns, ['127.0.0.1', ...rest]);
  vi.spyOn(dns, 'lookup').mockImplementation(Object.assign(toLoopback, lookup));
}

/** Disables the other sources of the chain, so that it reaches the last one. */
function onlyCredentialsUri(issuer: AnsweringServer): void {
  vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', '');
  vi.stubEnv('ALIBABA_CLOUD_OIDC_TOKEN_FILE', '');
  vi.stubEnv('ALIBABA_CLOUD_CLI_PROFILE_DISABLED', 'true');
  vi.stubEnv('ALIBABA_CLOUD_CREDENTIALS_FILE', 'no-such-file');
  vi.stubEnv('ALIBABA_CLOUD_ECS_METADATA_DISABLED', 'true');
  vi.stubEnv('ALIBABA_CLOUD_CREDENTIALS_URI', `http://127.0.0.1:${issuer.port}`);
}
