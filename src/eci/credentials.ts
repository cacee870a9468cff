import { createRequire } from 'node:module';
import type { CredentialsProvider } from '@alicloud/credentials';
import type CredentialsPackage from '@alicloud/credentials';
import { classify } from './classify.js';
import { EciError, redact } from './eci-error.js';

// `require` and not `import`, for the reason given in sdk-clients.ts.
export const credentialsPackage: typeof CredentialsPackage = createRequire(import.meta.url)('@alicloud/credentials');

/** The type of the SDK's `Config.credential`. */
export type SdkCredential = InstanceType<typeof CredentialsPackage.default>;

/** Milliseconds to connect to STS, and again for its response. All calls of the worker wait for it. */
const STS_TIMEOUT = 10_000;
/** Values kept for redaction: a late error may quote credentials from before the last renewal. */
const SECRETS_KEPT = 12;

/** The code of a call for which no credentials could be had just now. */
export const CREDENTIALS_UNAVAILABLE = 'CredentialsUnavailable';
/** The code of a call for which there are no credentials. */
export const NO_CREDENTIALS = 'NoCredentials';

type Credentials = Awaited<ReturnType<CredentialsProvider['getCredentials']>>;

/** The worker's credentials, resolved on first use and renewed before they expire. */
export interface CredentialSource {
  /** For the SDK's `Config`. */
  readonly credential: SdkCredential;
  /**
   * Resolves the credentials now, and names the provider that had them, for example `default/env`.
   *
   * @throws EciError of family `worker`: `NoCredentials`, or the code with which STS refused this worker's clock or key;
   *   `CredentialsUnavailable` (throttled) when they may still become available.
   */
  check(): Promise<{ readonly provider: string }>;
  /** The keys and tokens in recent use, for redaction. */
  secrets(): readonly string[];
  /** Forgets the resolved credentials, so that the next call resolves them again. */
  renew(): void;
}

export interface CredentialOptions {
  /** ARN of a role to assume with the chain's credentials. Absent or empty: none. */
  readonly roleArn?: string | undefined;
  /** Where credentials come from. Default: the library's chain (environment, OIDC, profile, ECS role, credentials URI). */
  readonly chain?: () => CredentialsProvider;
  /** Host of STS. Default: the library's choice, by `ALIBABA_CLOUD_STS_REGION`. */
  readonly stsEndpoint?: string;
}

/**
 * Trap 10: the library's chain remembers the provider that it is trying, so a second caller sees a choice that is not
 * final, and a failure is permanent. Here all callers share one resolution at a time, and a failure replaces the chain.
 */
export function resolveCredentials(options: CredentialOptions = {}): CredentialSource {
  const { DefaultCredentialsProvider } = credentialsPackage;
  const newChain = options.chain ?? (() => DefaultCredentialsProvider.builder().build());
  let provider: CredentialsProvider | undefined;
  let pending: Promise<Credentials> | undefined;
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
      const credentials = checked(remember(await provider.getCredentials()));
      served = true;
      return credentials;
    } catch (error) {
      provider = undefined;
      throw credentialsError(error, served, secrets);
    }
  };

  const getCredentials = (): Promise<Credentials> => {
    pending ??= resolve().finally(() => {
      pending = undefined;
    });
    return pending;
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
    // The audit log shows this name.
    .withRoleSessionName(process.env['ALIBABA_CLOUD_ROLE_SESSION_NAME'] ?? 'eci-replicator')
    .withConnectTimeout(STS_TIMEOUT)
    .withReadTimeout(STS_TIMEOUT);
  return (options.stsEndpoint === undefined ? builder : builder.withStsEndpoint(options.stsEndpoint)).build();
}

/** Mounted secrets often end with a newline. Such a key cannot be sent, so fail here rather than on every call. */
function checked(credentials: Credentials): Credentials {
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  if ([accessKeyId, accessKeySecret, securityToken ?? ''].some((value) => /[^!-~]/.test(value))) {
    throw new Error('A key or token contains white space or a control character, perhaps a trailing newline.');
  }
  return credentials;
}

/**
 * STS may refuse this worker's clock or key, as the service itself may. Otherwise, credentials that were available before, or
 * that the network could not deliver, may still come; or there are none.
 */
function credentialsError(error: unknown, served: boolean, secrets: readonly string[]): EciError {
  const message = error instanceof Error ? redact(withoutUnsetUri(error.message), secrets) : 'No credentials.';
  const code = codeOfSts(error);
  if (code !== undefined && classify(code, undefined) === 'worker') return new EciError(code, 'worker', message);
  const fromNetwork =
    error instanceof Error &&
    (error.name === 'RequestTimeoutError' || ('code' in error && typeof error.code === 'string'));
  return served || fromNetwork || (namesEndpoint() && NETWORK_FAULT.test(message))
    ? new EciError(CREDENTIALS_UNAVAILABLE, 'throttled', message)
    : new EciError(NO_CREDENTIALS, 'worker', message);
}

/** The variables that name a source that is reached over the network. */
const ENDPOINT_VARIABLES = ['ALIBABA_CLOUD_ECS_METADATA', 'ALIBABA_CLOUD_OIDC_PROVIDER_ARN'];

/**
 * Whether credentials come from an endpoint by intention. The library asks the metadata service of ECS in any case, so that
 * one which is not there says nothing.
 */
function namesEndpoint(): boolean {
  // The library would ask this machine for whatever is not a URL.
  const uri = process.env['ALIBABA_CLOUD_CREDENTIALS_URI'] ?? '';
  return /^https?:\/\/./i.test(uri) || ENDPOINT_VARIABLES.some((name) => (process.env[name] ?? '') !== '');
}

/** The chain collects the errors of its sources in one text. */
const NETWORK_FAULT =
  /\bE(CONN(REFUSED|RESET|ABORTED)|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|TIMEDOUT)\b|time-?out|socket hang up|\b(httpStatus: ?|\/ ?)5\d\d\b/i;

/** The chain asks for `https://undefined` where ALIBABA_CLOUD_CREDENTIALS_URI is not set, and quotes what came of it. */
function withoutUnsetUri(message: string): string {
  return message.replace(/,?\s*[^,]*https?:\/\/undefined\b[^,]*/g, '');
}

/** The library quotes the response of STS in its message, without a code of its own, except that it translates one. */
function codeOfSts(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  if (message === 'the access key secret is invalid') return 'SignatureDoesNotMatch';
  return /"Code"\s*:\s*"([\w.]{1,100})"/.exec(message)?.[1];
}
