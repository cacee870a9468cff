import { resolveCredentials } from '../../../src/eci/credentials.js';
import type { CopyRequest, Eci } from '../../../src/eci/eci.js';
import { EciError } from '../../../src/eci/eci-error.js';
import { createSdkEci } from '../../../src/eci/sdk-eci.js';
import { type Answer, type AnsweringServer, answeringServer, json } from './answering-server.js';

const KEYS = {
  accessKeyId: 'ak-visible',
  accessKeySecret: 'sk-hidden',
  securityToken: 'sts-hidden',
  providerName: 'test',
};

export const COPY: CopyRequest = {
  sourceRegion: 'cn-hongkong',
  source: 'edc-source',
  region: 'cn-beijing',
  bucket: 'models',
  path: '/llama-3/stable',
  name: 'llama-3',
  retentionDays: 30,
  tags: { team: 'infer ence&co', 'eci-replicator:plan': 'llm' },
  resourceGroupId: 'rg-1',
  clientToken: 'er1-client-token',
};

const chain = () => ({ getCredentials: () => Promise.resolve(KEYS), getProviderName: () => 'test' });

/** The adapter with fixed keys. `endpoint` is a template; `timeoutMs` is in milliseconds. */
export function eciAt(endpoint: string, timeoutMs = 5000): Eci {
  return createSdkEci({ endpoint, timeoutMs, credentials: resolveCredentials({ chain }) });
}

/** The adapter with a server that gives these answers. */
export async function against(answer: Answer, timeoutMs?: number): Promise<{ eci: Eci; server: AnsweringServer }> {
  const server = await answeringServer(answer);
  return { eci: eciAt(`http://127.0.0.1:${server.port}`, timeoutMs), server };
}

/** The EciError that the call throws. */
export async function failure(call: Promise<unknown>): Promise<EciError> {
  const error: unknown = await call.then(
    () => 'it succeeded',
    (thrown: unknown) => thrown,
  );
  if (error instanceof EciError) return error;
  throw new TypeError(`not an EciError: ${String(error)}`);
}

/** Answers a copy request with the id of a new cache. */
export const accept: Answer = (response) => json(response, 200, { RequestId: 'R-1', DataCacheId: 'edc-new' });
