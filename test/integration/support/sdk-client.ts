import { createRequire } from 'node:module';
import type EciPackage from '@alicloud/eci20180808';
import type {
  CopyDataCacheRequest as CopyFields,
  DeleteDataCacheRequest as DeleteFields,
  DescribeDataCachesRequest as DescribeFields,
  UpdateDataCacheRequest as UpdateFields,
} from '@alicloud/eci20180808';

// CommonJS with `exports.default`: an `import` of it yields one thing under Node and another under Vitest.
const require = createRequire(import.meta.url);
const sdk: typeof EciPackage = require('@alicloud/eci20180808');
const requireOfSdk = createRequire(require.resolve('@alicloud/eci20180808'));
const { CopyDataCacheRequest, CopyDataCacheRequestTag, ListUsageRequest } = sdk;
const { DeleteDataCacheRequest, DescribeDataCachesRequest, UpdateDataCacheRequest } = sdk;

type Client = InstanceType<typeof sdk.default>;
type Config = ConstructorParameters<typeof sdk.default>[0];
type Runtime = Parameters<Client['copyDataCacheWithOptions']>[1];
const openApi: { Config: new (fields: object) => Config } = requireOfSdk('@alicloud/openapi-client');
const teaUtil: { RuntimeOptions: new (fields: object) => Runtime } = requireOfSdk('@alicloud/tea-util');

export interface SdkOptions {
  readonly accessKeyId?: string;
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
  /** Both time-outs of the SDK in ms (trap 3); default 5,000. */
  readonly timeout?: number;
}

type Fields<Model> = Partial<Omit<Model, 'toMap' | 'tag'>> & { readonly tags?: Readonly<Record<string, string>> };

/** The real SDK with a simulator as its endpoint. Each call is sent once and throws what the SDK throws. */
export function sdkClient(endpoint: string, options: SdkOptions = {}) {
  const { timeout = 5_000, ...keys } = options;
  const credentials = { accessKeyId: 'simulator', accessKeySecret: 'simulator-secret', ...keys };
  const client = new sdk.default(new openApi.Config({ ...credentials, endpoint, protocol: 'HTTP' }));
  const runtime = new teaUtil.RuntimeOptions({ connectTimeout: timeout, readTimeout: timeout });

  return {
    copy: async ({ tags, ...fields }: Fields<CopyFields> = {}) => {
      const tag = Object.entries(tags ?? {}).map(([key, value]) => new CopyDataCacheRequestTag({ key, value }));
      const answer = await client.copyDataCacheWithOptions(
        new CopyDataCacheRequest({ ...COPY, ...fields, tag }),
        runtime,
      );
      return answer.body;
    },
    describe: async ({ tags, ...fields }: Fields<DescribeFields> = {}) => {
      const tag = Object.entries(tags ?? {}).map(([key, value]) => ({ key, value }));
      const request = new DescribeDataCachesRequest({ regionId: TARGET, ...fields, tag });
      return (await client.describeDataCachesWithOptions(request, runtime)).body;
    },
    delete: async (fields: Fields<DeleteFields>) => {
      const request = new DeleteDataCacheRequest({ regionId: TARGET, ...fields });
      return (await client.deleteDataCacheWithOptions(request, runtime)).body;
    },
    update: async (fields: Fields<UpdateFields>) => {
      const request = new UpdateDataCacheRequest({ regionId: TARGET, ...fields });
      return (await client.updateDataCacheWithOptions(request, runtime)).body;
    },
    usage: async (regionId = TARGET) => {
      return (await client.listUsageWithOptions(new ListUsageRequest({ regionId }), runtime)).body.attributes;
    },
  };
}

export const SOURCE_REGION = 'cn-hongkong';
export const TARGET = 'cn-beijing';
export const SOURCE = 'edc-source';
/** The source that {@link sdkClient} copies by default. */
export const SOURCE_CACHE = {
  region: SOURCE_REGION,
  id: SOURCE,
  bucket: 'models',
  path: '/llama-3/stable',
  name: 'llama',
  sizeGiB: 140,
};

/** All fields that the product always sends. A test overrides those that matter to it. */
const COPY = {
  regionId: SOURCE_REGION,
  dataCacheId: SOURCE,
  destinationRegionId: TARGET,
  bucket: 'models',
  path: '/llama-3/stable',
  name: 'llama',
  clientToken: 'token-1',
};

/** Why a call failed: the code of the service, or the name of the error if it has no code (trap 6). */
export async function failure(call: Promise<unknown>) {
  const error: SdkError = await call.then(
    (answer) => new Error(`answered ${JSON.stringify(answer)}`),
    (reason: SdkError) => reason,
  );
  return { code: error.code ?? error.name, status: error.data?.statusCode, requestId: error.data?.RequestId };
}

/** `made`, or the code of the failed call. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'made',
    (error: SdkError) => error.code ?? error.name,
  );
}

interface SdkError extends Error {
  readonly code?: string;
  readonly data?: { readonly RequestId: string; readonly statusCode: number };
}
