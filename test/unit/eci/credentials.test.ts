import { afterEach, describe, expect, it, vi } from 'vitest';
import { resolveCredentials } from '../../../src/eci/credentials.js';

const KEYS = { accessKeyId: 'ak-1', accessKeySecret: 'secret-1', securityToken: '', providerName: 'fake' };

/** A chain like the library's. It gives each answer in turn and counts the concurrent requests. */
function fakeChain(answers: readonly (Partial<typeof KEYS> | Error)[]) {
  const seen = { chains: 0, calls: 0, atOnce: 0, mostAtOnce: 0 };
  const chain = () => {
    seen.chains += 1;
    return {
      getProviderName: () => 'fake',
      getCredentials: async () => {
        const answer = answers[Math.min(seen.calls, answers.length - 1)];
        seen.calls += 1;
        seen.atOnce += 1;
        seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        seen.atOnce -= 1;
        if (answer instanceof Error) throw answer;
        return { ...KEYS, ...answer };
      },
    };
  };
  return { chain, seen };
}

afterEach(() => vi.unstubAllEnvs());

describe('resolveCredentials', () => {
  it('trap 10: fifty callers at once share one resolution', async () => {
    const { chain, seen } = fakeChain([{}]);
    const source = resolveCredentials({ chain });
    const all = await Promise.all(Array.from({ length: 50 }, () => source.credential.getCredential()));
    expect(all.every(({ accessKeyId }) => accessKeyId === 'ak-1')).toBe(true);
    expect(seen).toMatchObject({ chains: 1, calls: 1, mostAtOnce: 1 });
  });

  it('trap 10: a failure is not remembered, and replaces the chain', async () => {
    const { chain, seen } = fakeChain([new Error('nothing found'), {}]);
    const source = resolveCredentials({ chain });
    const failed = await Promise.allSettled([source.check(), source.check()]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await source.check()).toEqual({ provider: 'fake' });
    expect(seen.chains).toBe(2);
  });

  it('asks the chain every time, so it returns the credentials that the chain renewed', async () => {
    const { chain, seen } = fakeChain([{}, { accessKeyId: 'ak-2', securityToken: 'token-2' }]);
    const { credential } = resolveCredentials({ chain });
    expect((await credential.getCredential()).accessKeyId).toBe('ak-1');
    expect(await credential.getCredential()).toMatchObject({ accessKeyId: 'ak-2', securityToken: 'token-2' });
    expect(seen.chains).toBe(1);
  });

  it('lists current and former credentials for redaction', async () => {
    const { chain } = fakeChain([{}, { accessKeyId: 'ak-2', securityToken: 'token-2' }]);
    const source = resolveCredentials({ chain });
    expect(source.secrets()).toEqual([]);
    await source.check();
    await source.check();
    expect(source.secrets()).toEqual(['ak-2', 'secret-1', 'token-2', 'ak-1']);
  });

  it('replaces the chain after renew', async () => {
    const { chain, seen } = fakeChain([{}]);
    const source = resolveCredentials({ chain });
    await source.check();
    source.renew();
    await source.check();
    expect(seen.chains).toBe(2);
  });

  it('blames the worker if there are no credentials at all', async () => {
    const { chain } = fakeChain([new Error('unable to get credentials from any of the providers')]);
    await expect(resolveCredentials({ chain }).check()).rejects.toMatchObject({
      code: 'NoCredentials',
      family: 'worker',
      message: /unable to get credentials/,
    });
  });

  it.each([
    ['were there before', [{}, new Error('metadata service said no')], 1],
    ['the network withheld', [Object.assign(new Error('sts'), { code: 'ECONNRESET' })], 0],
    ['did not come in time', [Object.assign(new Error('sts'), { name: 'RequestTimeoutError' })], 0],
  ] as const)('retries credentials that %s', async (_what, answers, served) => {
    const source = resolveCredentials({ chain: fakeChain(answers).chain });
    for (let call = 0; call < served; call += 1) await source.check();
    await expect(source.check()).rejects.toMatchObject({ code: 'CredentialsUnavailable', family: 'throttled' });
  });

  it.each([
    [
      'InvalidAccessKeyId.NotFound',
      'refresh session token failed: {"Code":"InvalidAccessKeyId.NotFound","Message":"no"}',
    ],
    [
      'InvalidTimeStamp.Expired',
      'refresh session token failed: { "Message": "late", "Code": "InvalidTimeStamp.Expired" }',
    ],
    ['SignatureDoesNotMatch', 'the access key secret is invalid'],
  ])('blames the worker for %s of STS, even if it had credentials before', async (code, message) => {
    const source = resolveCredentials({ chain: fakeChain([{}, new Error(message)]).chain });
    await source.check();
    await expect(source.check()).rejects.toMatchObject({ code, family: 'worker' });
  });

  it('waits if STS itself is down', async () => {
    const down = new Error('refresh session token failed: {"Code":"ServiceUnavailable"}');
    const source = resolveCredentials({ chain: fakeChain([{}, down]).chain });
    await source.check();
    await expect(source.check()).rejects.toMatchObject({ code: 'CredentialsUnavailable', family: 'throttled' });
  });

  it.each(['accessKeyId', 'accessKeySecret', 'securityToken'])('rejects a newline at the end of %s', async (field) => {
    const { chain } = fakeChain([{ [field]: 'value\n' }]);
    await expect(resolveCredentials({ chain }).check()).rejects.toMatchObject({
      code: 'NoCredentials',
      message: /newline/,
    });
  });

  it.each([
    ['http://127.0.0.1:1/', 'CredentialsUnavailable'],
    ['127.0.0.1:1', 'NoCredentials'],
    ['', 'NoCredentials'],
  ])('an endpoint for credentials that does not answer may answer later, if it is a URL: "%s"', async (uri, code) => {
    vi.stubEnv('ALIBABA_CLOUD_CREDENTIALS_URI', uri);
    const { chain } = fakeChain([new Error('no providers in the chain, connect ECONNREFUSED 127.0.0.1:1')]);
    await expect(resolveCredentials({ chain }).check()).rejects.toMatchObject({ code });
  });

  it("finds the environment's keys through the library's own chain", async () => {
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', 'ak-env');
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'secret-env');
    vi.stubEnv('ALIBABA_CLOUD_SECURITY_TOKEN', 'token-env');
    const source = resolveCredentials();
    expect(await source.check()).toEqual({ provider: 'default/env' });
    expect(source.secrets()).toEqual(['ak-env', 'secret-env', 'token-env']);
  });

  it("assumes the role with the chain's credentials, and hides both when STS does not answer", async () => {
    const { chain, seen } = fakeChain([{ accessKeyId: 'ak-base' }]);
    // Nothing listens on port 1 of loopback.
    const source = resolveCredentials({ chain, roleArn: 'acs:ram::1:role/r', stsEndpoint: '127.0.0.1:1' });
    const error: unknown = await source.check().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'CredentialsUnavailable' });
    expect(String(error)).not.toContain('ak-base');
    expect(String(error)).not.toContain('Signature=');
    expect(seen.calls).toBe(1);
  });

  it('assumes no role when its ARN is empty', async () => {
    const { chain } = fakeChain([{}]);
    expect(await resolveCredentials({ chain, roleArn: '' }).check()).toEqual({ provider: 'fake' });
  });
});
