import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ALGORITHM, sha256, sign } from '../../src/simulator/authentication.js';
import { failure, sdkClient, SOURCE, SOURCE_CACHE, TARGET } from './support/sdk-client.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { simulated } from './support/simulated.js';

describe('the endpoint', () => {
  it('reads its clock once per request and uses that time for the whole answer', async () => {
    let asked = 0;
    const simulator = await simulatorForTest(
      { sources: [SOURCE_CACHE], throttle: { perSecond: 1 }, regions: { [TARGET]: { noStockUntil: '2s' } } },
      // Each answer of this clock is three seconds later than the one before.
      { clock: () => Promise.resolve((asked += 1) * 3_000) },
    );
    const { copy, describe: list, usage } = sdkClient(simulator.endpoint);
    await copy();
    await list();
    await usage();
    expect(asked).toBe(4);
    expect(simulator.calls().map(({ at }) => at)).toEqual([6_000, 9_000, 12_000]);
    expect(simulator.ledger().billed[0]?.at).toBe(6_000);
  });

  const keys = { accessKeyId: 'sts', accessKeySecret: 'sts-secret' };
  const callers = [
    ['an unknown key', { accessKeyId: 'nobody' }, 404, 'InvalidAccessKeyId.NotFound'],
    ['a wrong secret', { accessKeySecret: 'wrong' }, 400, 'SignatureDoesNotMatch'],
    ['a wrong security token', { ...keys, securityToken: 'wrong' }, 400, 'InvalidSecurityToken.Expired'],
  ] as const;
  it.each(callers)('refuses %s', async (_who, options, status, code) => {
    const { sdk } = await simulated({ credentials: [{ ...keys, securityToken: 'token' }, SIMULATOR] }, options);
    expect(await failure(sdk.copy())).toMatchObject({ code, status });
  });

  it('rejects every other operation', async () => {
    const { simulator } = await simulated();
    for (const change of [{ 'x-acs-action': 'CreateDataCache' }, { 'x-acs-version': '2019-01-01' }]) {
      expect(await signedPost(simulator.url, { ...USAGE_HEADERS, ...change })).toMatchObject([
        404,
        { Code: 'InvalidAction.NotFound' },
      ]);
    }
    expect((await signedPost(simulator.url, USAGE_HEADERS))[0]).toBe(200);
  });

  it('accepts temporary credentials', async () => {
    const credentials = [{ ...keys, securityToken: 'token' }];
    const { sdk } = await simulated({ credentials }, { ...keys, securityToken: 'token' });
    expect((await sdk.copy()).dataCacheId).toBeDefined();
  });

  it('identifies itself as a simulator, also in error bodies', async () => {
    const { simulator } = await simulated();
    const answer = await fetch(`${simulator.url}/?RegionId=cn-x`, {
      method: 'POST',
      headers: { 'x-acs-action': 'ListUsage' },
    });
    expect([answer.status, answer.headers.get('server')]).toEqual([400, 'eci-replicator-simulator']);
    expect(await answer.json()).toEqual({
      Code: 'IncompleteSignature',
      HostId: 'simulator',
      RequestId: answer.headers.get('x-acs-request-id'),
      Message: expect.any(String),
      Recommend: expect.any(String),
    });
    const elsewhere = await fetch(`${simulator.url}/nowhere`);
    expect([elsewhere.status, await elsewhere.json()]).toMatchObject([404, { Code: 'InvalidAction.NotFound' }]);
  });

  it('refuses a body that is too large, and answers the next call on the same connection', async () => {
    const { simulator } = await simulated();
    const large = await fetch(simulator.url, { method: 'POST', body: Buffer.alloc(2_000_000) });
    expect([large.status, await large.json()]).toMatchObject([400, { Code: 'InvalidParameter' }]);
    const next = await fetch(simulator.url, { method: 'POST' });
    expect([next.status, await next.json()]).toMatchObject([400, { Code: 'IncompleteSignature' }]);
  });

  it('serves the ledger over HTTP: the billed copies and the number of calls', async () => {
    const { sdk, simulator } = await simulated();
    await sdk.copy({ tags: { 'eci-replicator:generation': '0' } });
    await sdk.copy({ tags: { 'eci-replicator:generation': '0' }, clientToken: 'token-2' });
    await sdk.describe();
    await failure(sdk.copy({ dataCacheId: 'edc-none', clientToken: 'token-3' }));
    const answer = await fetch(`${simulator.url}/_simulator/ledger`);
    const ledger = simulator.ledger();
    expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(ledger)));
    expect(ledger).toMatchObject({
      billed: [{ source: SOURCE, region: TARGET, generation: 0, clientToken: 'token-1' }, { clientToken: 'token-2' }],
      duplicates: [[{ clientToken: 'token-1' }, { clientToken: 'token-2' }]],
      calls: { CopyDataCache: { [TARGET]: 3 }, DescribeDataCaches: { [TARGET]: 1 } },
      refusals: { 'InvalidParameter.NotFound': { [TARGET]: 1 } },
    });
    expect(simulator.calls().map(({ action, code }) => [action, code])).toEqual([
      ['CopyDataCache', undefined],
      ['CopyDataCache', undefined],
      ['DescribeDataCaches', undefined],
      ['CopyDataCache', 'InvalidParameter.NotFound'],
    ]);
  });

  it('logs its start and each call, but no secret, token or parameter', async () => {
    const { sdk, simulator, lines } = await simulated();
    await sdk.copy();
    await failure(sdkClient(simulator.endpoint, { accessKeySecret: 'wrong' }).copy());
    expect(lines).toMatchObject([
      { msg: 'eci-replicator-simulator is listening', url: simulator.url },
      { action: 'CopyDataCache', region: TARGET, status: 200 },
      { status: 400, code: 'SignatureDoesNotMatch' },
    ]);
    expect(JSON.stringify([lines, simulator.ledger()])).not.toMatch(/simulator-secret|wrong|Signature=/);
    expect(JSON.stringify(lines)).not.toContain('token-1');
  });
});

const SIMULATOR = { accessKeyId: 'simulator', accessKeySecret: 'simulator-secret' };

const USAGE_HEADERS = { 'x-acs-action': 'ListUsage', 'x-acs-version': '2018-08-08' };

/** A call that the SDK cannot make, signed with its key. */
async function signedPost(url: string, extra: Readonly<Record<string, string>>) {
  const headers: Record<string, string> = {
    ...extra,
    host: new URL(url).host,
    'x-acs-content-sha256': sha256(''),
    'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': randomUUID(),
  };
  const signedHeaders = Object.keys(headers);
  const query = new Map([['RegionId', TARGET]]);
  const secret = SIMULATOR.accessKeySecret;
  const signature = sign({ method: 'POST', query, headers, signedHeaders, bodyHash: sha256(''), secret });
  headers['authorization'] =
    `${ALGORITHM} Credential=${SIMULATOR.accessKeyId},SignedHeaders=${signedHeaders.join(';')},Signature=${signature}`;
  const answer = await fetch(`${url}/?RegionId=${TARGET}`, { method: 'POST', headers });
  return [answer.status, await answer.json()];
}
