import { expect, it } from 'vitest';
import { inspectSelf } from '../../../activities/doctor/inspect-self.js';
import { classify } from '../../../src/eci/classify.js';
import type { Eci } from '../../../src/eci/eci.js';
import { EciError } from '../../../src/eci/eci-error.js';
import { noteServiceTime } from '../../../src/eci/service-clock.js';

const REGION = 'cn-beijing';
const found = { check: () => Promise.resolve({ provider: 'default/env' }) };

const failure = (code: string, status = 400) =>
  new EciError(code, classify(code, status), `${code} of a test`, 'REQ', status);
const fail = (code: string, status?: number) => () => Promise.reject(failure(code, status));

/** Every call of a region that is in order; a cache that does not exist is not found. */
const WELL: Eci = {
  copyDataCache: () => Promise.reject(new Error('may be billed')),
  describeDataCaches: () => Promise.resolve({ caches: [] }),
  deleteDataCache: fail('InvalidDataCacheId.NotFound', 404),
  updateRetention: fail('InvalidDataCacheId.NotFound', 404),
  listUsage: () => Promise.resolve({ used: 3, max: 100 }),
};

async function inspect(calls: Partial<Eci>, credentials = found, plansFolder = '.') {
  noteServiceTime(new Date().toUTCString());
  const checks = await inspectSelf({ eci: { ...WELL, ...calls }, credentials, plansFolder })([REGION]);
  return checks.map(({ name, result, found: what }) => `${result} ${name}: ${what}`);
}

it('says what is in order, and copies nothing', async () => {
  expect(await inspect({})).toEqual([
    expect.stringMatching(/^ok inspected worker: \d+@/),
    'ok credentials: found by default/env',
    expect.stringMatching(/^ok plan folder: \. has \d+ YAML files?$/),
    `ok ${REGION}: answers; 3 of 100 data caches are in use`,
    expect.stringMatching(/^ok clock: within 1 s/),
  ]);
});

it.each<[string, Partial<Eci>, string]>([
  [
    'a full region',
    { listUsage: () => Promise.resolve({ used: 100, max: 100 }) },
    `warn ${REGION}: answers; 100 of 100 data caches are in use, so new copies wait`,
  ],
  ['a region that does not say', { listUsage: () => Promise.resolve({}) }, `ok ${REGION}: answers`],
  [
    'an endpoint that is not there',
    { listUsage: fail('ConnectionError') },
    `fail ${REGION}: ListUsage: ConnectionError: ConnectionError of a test`,
  ],
  [
    'an endpoint that is busy',
    { listUsage: fail('Throttling') },
    `warn ${REGION}: ListUsage: Throttling: Throttling of a test`,
  ],
  [
    'a key that does not exist',
    { listUsage: fail('InvalidAccessKeyId.NotFound', 404) },
    `fail ${REGION}: ListUsage: InvalidAccessKeyId.NotFound: InvalidAccessKeyId.NotFound of a test`,
  ],
  [
    'a permission without which no run works',
    { describeDataCaches: fail('Forbidden.RAM', 403) },
    `fail ${REGION}: eci:DescribeDataCaches is refused: Forbidden.RAM: Forbidden.RAM of a test`,
  ],
  [
    'the permission to ask for room',
    { listUsage: fail('NoPermission', 403) },
    `fail ${REGION}: eci:ListUsage is refused: NoPermission: NoPermission of a test`,
  ],
  [
    'a permission that only some plans need',
    { deleteDataCache: fail('NoPermission', 403) },
    `warn ${REGION}: eci:DeleteDataCache is refused: NoPermission: NoPermission of a test`,
  ],
  [
    'a permission for one kind of renewal',
    { updateRetention: fail('NoPermission', 403) },
    `warn ${REGION}: eci:UpdateDataCache is refused: NoPermission: NoPermission of a test`,
  ],
])('says so of %s', async (_, calls, line) => {
  expect(await inspect(calls)).toContain(line);
});

it('asks no region without credentials', async () => {
  const none = { check: fail('NoCredentials') };
  const lines = await inspect({ listUsage: () => Promise.reject(new Error('asked')) }, none);
  expect(lines).toContain('fail credentials: NoCredentials: NoCredentials of a test');
  expect(lines.join('\n')).not.toContain(REGION);
});

it('says that the folder of plans cannot be read', async () => {
  expect(await inspect({}, found, '/nonexistent/plans')).toContainEqual(
    expect.stringMatching(/^warn plan folder: .*ENOENT/),
  );
});

it('says how far the clock is from that of the service', async () => {
  const calls = {
    listUsage: () => {
      noteServiceTime(new Date(Date.now() - 10 * 60_000).toUTCString());
      return Promise.resolve({});
    },
  };
  expect(await inspect(calls)).toContainEqual(
    expect.stringMatching(/^fail clock: (600|601|599) s ahead of the service's$/),
  );
  noteServiceTime(new Date().toUTCString());
});
