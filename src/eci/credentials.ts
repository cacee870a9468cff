import type { CredentialsProvider } from '@alicloud/credentials';
import { credentialsPackage, type SdkCredential } from './alicloud.js';
import { EciError } from './eci-error.js';
import { redact } from './redact.js';

/** Milliseconds for each of STS's connection and answer: all calls of the worker wait for it. */
const STS_TIMEOUT = 10_000;
/** Values kept for redaction: a late error may quote the credentials before the last renewal. */
const SECRETS_KEPT = 12;

type Credentials = Awaited<ReturnType<CredentialsProvider['getCredentials']>>;

/** The worker's credentials, resolved when first used and renewed before they expire. */
export interface CredentialSource {
  /** What the SDK's `Config` takes. */
  readonly credential: SdkCredential;
  /**
   * Resolves now, and names the provider that served: `default/env`, say.
   *
   * @throws EciError `NoCredentials` (account), or `CredentialsUnavailable` (throttled) when they may come yet.
   */
  check(): Promise<{ readonly provider: string }>;
  /** The keys and tokens seen of late, for redaction. */
  secrets(): readonly string[];
  /** Forgets what was resolved, so that the next call resolves anew. */
  renew(): void;
}

export interface CredentialOptions {
  /** ARN of a role to assume with the chain's own credentials; absent or empty: none. */
  readonly roleArn?: string | undefined;
  /** Where credentials come from. Default: the library's chain (environment, OIDC, profile, ECS role, credentials URI). */
  readonly chain?: () => CredentialsProvider;
  /** Host of STS. Default: the library's, by `ALIBABA_CLOUD_STS_REGION`. */
  readonly stsEndpoint?: string;
}

/**
 * Trap 10: the library's chain remembers the provider it is just trying, so a second caller meets a half-made choice,
 * and a failure sticks. Here one resolution is under way at a time, shared by all who ask, and the chain is made anew
 * after a failure.
 */
export function resolveCredentials(options: CredentialOptions = {}): CredentialSource {
  const { DefaultCredentialsProvider } = credentialsPackage;
  const newChain = options.chain ?? (() => DefaultCredentialsProvider.builder().build());
  let provider: CredentialsProvider | undefined;
  let underWay: Promise<Credentials> | undefined;
  let served = false;
  let secrets: readonly string[] = [];

  const remember = (credentials: Credentials): Credentials => {
    const { accessKeyId, accessKeySecret, securityToken } = credentials;
    const values = [accessKeyId, accessKeySecret, securityToken].filter((value) => typeof value === 'string');
    secrets = [...new Set([...values, ...secrets])].filter((value) => value !== '').slice(0, SECRETS_KEPT);
    return credentials;
  };

  const resolve = async (): Promise<Credentials> => {
    try {
      provider ??= assumeRole(remembering(newChain(), remember), options);
      const credentials = sound(remember(await provider.getCredentials()));
      served = true;
      return credentials;
    } catch (error) {
      provider = undefined;
      throw credentialsError(error, served, secrets);
    }
  };

  const getCredentials = (): Promise<Credentials> => {
    underWay ??= resolve().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  return {
    credential: new credentialsPackage.default(null, { getCredentials, getProviderName: () => 'eci-replicator' }),
    check: async () => ({ provider: (await getCredentials()).providerName }),
    secrets: () => secrets,
    renew: () => {
      provider = undefined;
    },
  };
}

function remembering(
  chain: CredentialsProvider,
  remember: (credentials: Credentials) => Credentials,
): CredentialsProvider {
  return {
    getCredentials: async () => remember(await chain.getCredentials()),
    getProviderName: () => chain.getProviderName(),
  };
}

function assumeRole(base: CredentialsProvider, options: CredentialOptions): CredentialsProvider {
  if (options.roleArn === undefined || options.roleArn === '') return base;
  const builder = credentialsPackage.RAMRoleARNCredentialsProvider.builder()
    .withCredentialsProvider(base)
    .withRoleArn(options.roleArn)
    // The name that the audit log shows.
    .withRoleSessionName(process.env['ALIBABA_CLOUD_ROLE_SESSION_NAME'] ?? 'eci-replicator')
    .withConnectTimeout(STS_TIMEOUT)
    .withReadTimeout(STS_TIMEOUT);
  return (options.stsEndpoint === undefined ? builder : builder.withStsEndpoint(options.stsEndpoint)).build();
}

/** A key with a newline at its end, as mounted secrets have, cannot even be sent: say so rather than fail each call. */
function sound(credentials: Credentials): Credentials {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  if ([accessKeyId, accessKeySecret, securityToken ?? ''].some((value) => /[^!-~]/.test(value))) {
    throw new Error('A key or token holds white space or a control character, perhaps a newline at its end.');
  }
  return credentials;
}

/** Credentials that were there before, or that the network withheld, may come yet; else there are none. */
function credentialsError(error: unknown, served: boolean, secrets: readonly string[]): EciError {
  const message = error instanceof Error ? redact(error.message, secrets) : 'No credentials.';
  const fromNetwork =
    error instanceof Error &&
    (error.name === 'RequestTimeoutError' || ('code' in error && typeof error.code === 'string'));
  return served || fromNetwork
    ? new EciError('CredentialsUnavailable', 'throttled', message)
    : new EciError('NoCredentials', 'account', message);
}
