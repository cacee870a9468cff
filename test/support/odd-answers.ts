import fc from 'fast-check';
import type { Eci } from '../../src/eci/eci.js';
import { ODD_TEXTS } from './odd-text.js';

/** An operation of the service, by the name of its method. */
export type Operation = keyof Eci;
export const OPERATIONS = [
  'copyDataCache',
  'describeDataCaches',
  'deleteDataCache',
  'updateRetention',
  'listUsage',
] as const satisfies readonly Operation[];

/** What an HTTP server answers. */
export interface OddAnswer {
  readonly status: number;
  readonly body: string;
}

/** Text that a service should not send: control characters, halves of surrogate pairs, nothing, and far too much. */
const oddText = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.constantFrom('%', '100%', '-1', 'NaN', '1e999', 'undefined', '/a//b/', 'Available', 'AVAILABLE', 'Frozen'),
  fc.constantFrom('0000-00-00', '0001-01-01T00:00Z', '9999-12-31T23:59Z', '2026-01-02T03:04Z', 'tomorrow'),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 30 }),
);
const oddNumber = fc.constantFrom(0, 1, 2, -1, 0.5, 21, 1e15, 1e300, Number.MAX_SAFE_INTEGER);
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  oddNumber,
  fc.constantFrom(null, true, false, [], {}, [[]], [null], ['x'], { x: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Usually as documented, sometimes odd, sometimes missing. */
function usually(good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: good },
    { weight: 2, arbitrary: oddValue },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

const id = usually(fc.constantFrom('edc-1', 'edc-2', 'edc-3'));
const text = usually(oddText);
const tag = usually(fc.record({ Key: usually(fc.constantFrom('team', 'eci-replicator:plan')), Value: text }));
const event = usually(fc.record({ Type: text, Reason: text, Message: text, LastTimestamp: text, Count: oddValue }));
const cache = usually(
  fc.record({
    DataCacheId: id,
    RegionId: usually(fc.constant('cn-beijing')),
    Bucket: text,
    Path: text,
    Name: text,
    Status: usually(fc.constantFrom('Available', 'Creating', 'Failed')),
    Progress: usually(fc.constant('42%')),
    Size: usually(oddNumber),
    CreationTime: text,
    ExpireDateTime: text,
    Tags: usually(fc.array(tag, { maxLength: 3 })),
    Events: usually(fc.array(event, { maxLength: 3 })),
  }),
);

const common = { RequestId: usually(fc.constant('R-1')) };
const success: Readonly<Record<Operation, fc.Arbitrary<unknown>>> = {
  copyDataCache: fc.record({ ...common, DataCacheId: id }),
  describeDataCaches: fc.record({
    ...common,
    DataCaches: usually(fc.array(cache, { maxLength: 3 })),
    TotalCount: usually(oddNumber),
    NextToken: usually(fc.constantFrom('', 'next')),
  }),
  deleteDataCache: fc.record(common),
  updateRetention: fc.record(common),
  listUsage: fc.record({
    ...common,
    Attributes: usually(fc.record({ UsedDataCacheCount: usually(oddNumber), MaxDataCacheCount: usually(oddNumber) })),
  }),
};

const refusal = fc.record({
  ...common,
  Code: usually(fc.constantFrom('QuotaExceeded', 'Throttling', 'InternalError', 'Forbidden')),
  Message: text,
  AccessDeniedDetail: oddValue,
});

/** Anything that may stand where the service's answer to this operation should be, now and then the answer itself. */
export function oddAnswer(operation: Operation): fc.Arbitrary<OddAnswer> {
  const status = fc.oneof(
    { weight: 6, arbitrary: fc.constant(200) },
    { weight: 3, arbitrary: fc.constantFrom(204, 302, 400, 403, 404, 408, 429, 500, 502, 503, 599) },
  );
  const body = fc.oneof(
    { weight: 8, arbitrary: success[operation].map((value) => JSON.stringify(value)) },
    { weight: 3, arbitrary: refusal.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: oddValue.map((value) => JSON.stringify(value) ?? '') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', '{', '<html>Bad Gateway</html>', '{"DataCacheId":', '\uFEFF{}', 'null'),
    },
  );
  return fc.record({ status, body });
}
