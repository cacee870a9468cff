import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../src/plan/problem.js';
import { MINIMAL, problemsOf } from './sample-plan.js';

type Change = Record<string, unknown>;

const { source } = MINIMAL;
const many = <T>(n: number, entry: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => entry(i));
const tags = (n: number, prefix = 't'): Record<string, string> =>
  Object.fromEntries(many(n, (i) => [`${prefix}${String(i)}`, 'x']));
const target = (changes: Change): Change => ({ targets: [{ region: 'cn-beijing', ...changes }] });
const cache = (changes: Change): Change => ({ source: { ...source, caches: [{ id: 'edc-1', ...changes }] } });
const select = (value: unknown): Change => ({ source: { ...source, caches: [{ select: value }] } });

/** Rejected changes, where, and a part of the message. */
const REJECTED: [change: Change, path: string, words: string][] = [
  [{ version: 2 }, 'version', 'must be `1`'],
  [{ version: undefined }, 'version', 'is missing'],
  [{ name: '' }, 'name', '1 to 40'],
  [{ name: 'x'.repeat(41) }, 'name', '1 to 40'],
  [{ name: 'Upper' }, 'name', 'lower-case'],
  [{ source: { ...source, region: 'https://x/' } }, 'source.region', 'region id'],
  [{ source: { ...source, caches: [] } }, 'source.caches', 'at least 1 entry'],
  [
    { source: { ...source, caches: many(2_001, (i) => ({ id: `edc-${String(i)}` })) } },
    'source.caches',
    'at most 2,000',
  ],
  [{ source: { ...source, giveUpAfter: '0s' } }, 'source.giveUpAfter', 'duration'],
  [{ source: { ...source, caches: [{ id: 'dc-1' }] } }, 'source.caches[0].id', 'edc-'],
  [
    { source: { ...source, caches: [{ id: 'edc-1' }, { id: 'edc-1' }] } },
    'source.caches[1].id',
    'already source.caches[0]',
  ],
  [cache({ as: { bucket: '-x' } }), 'source.caches[0].as.bucket', 'bucket name'],
  [cache({ as: { path: 'x' } }), 'source.caches[0].as.path', 'starts with `/`'],
  [cache({ as: { path: '/x/' } }), 'source.caches[0].as.path', 'trailing slash'],
  [cache({ as: { path: '/x//y' } }), 'source.caches[0].as.path', '`//`'],
  [cache({ as: { path: '/../y' } }), 'source.caches[0].as.path', '`..`'],
  [cache({ as: { path: '/x/..' } }), 'source.caches[0].as.path', '`..`'],
  [cache({ as: { path: '/x/./y' } }), 'source.caches[0].as.path', '`.`'],
  [cache({ as: { name: '' } }), 'source.caches[0].as.name', 'name'],
  [cache({ select: { bucket: 'a' } }), 'source.caches[0].select', 'cannot be combined with `id`'],
  [select({}), 'source.caches[0].select', 'at least one of'],
  [select({ pathPrefix: 'x' }), 'source.caches[0].select.pathPrefix', 'starts with `/`'],
  [
    { source: { ...source, caches: [{ select: { bucket: 'a' }, as: { path: '/x' } }] } },
    'source.caches[0].as',
    '`id` only',
  ],
  [{ source: { ...source, caches: [{}] } }, 'source.caches[0].id', 'is missing'],
  [{ copy: { retentionDays: 0 } }, 'copy.retentionDays', 'at least 1'],
  [{ copy: { retentionDays: 1.5 } }, 'copy.retentionDays', 'an integer'],
  [{ copy: { retentionDays: '30' } }, 'copy.retentionDays', 'without quotes'],
  [{ copy: { resourceGroupId: 'x' } }, 'copy.resourceGroupId', 'rg-'],
  [{ copy: { tags: tags(17) } }, 'copy.tags', 'at most 16 tags, not 17'],
  [{ copy: { tags: { 'eci-replicator:plan': 'x' } } }, 'copy.tags.eci-replicator:plan', 'reserved'],
  [{ copy: { tags: { aliyun1: 'x' } } }, 'copy.tags.aliyun1', 'reserved'],
  [{ copy: { tags: { 'Aliyun-team': 'x' } } }, 'copy.tags.Aliyun-team', 'reserved'],
  [{ copy: { tags: { 'ACS:x': 'y' } } }, 'copy.tags.ACS:x', 'reserved'],
  [{ copy: { tags: { 'see-HTTP://x': 'y' } } }, 'copy.tags.see-HTTP://x', 'no `http://`'],
  [
    { copy: { tags: { repo: 'https://git.example.com/x' } } },
    'copy.tags.repo',
    'must not contain `http://` or `https://`',
  ],
  [{ copy: { tags: { repo: 'a\nHttps://git' } } }, 'copy.tags.repo', 'must not contain `http://` or `https://`'],
  [target({ copy: { tags: { repo: 'http://x' } } }), 'targets[0].copy.tags.repo', 'must not contain `http://`'],
  [cache({ as: { bucket: 'eci-system', path: '/x' } }), 'source.caches[0].as.bucket', 'reserves'],
  [cache({ as: { bucket: 'ECI-System' } }), 'source.caches[0].as.bucket', 'reserves'],
  [select({ bucket: 'eci-system' }), 'source.caches[0].select.bucket', 'reserves'],
  [cache({ as: { path: '/p\uDC00' } }), 'source.caches[0].as.path', 'half of a surrogate pair'],
  [cache({ as: { name: '\ud83d' } }), 'source.caches[0].as.name', 'half of a surrogate pair'],
  [{ copy: { tags: { a: '\ud83dx' } } }, 'copy.tags.a', 'half of a surrogate pair'],
  [{ copy: { tags: { '\udc00': 'x' } } }, 'copy.tags.\\udc00', 'half of a surrogate pair'],
  [{ vars: { a: '\ud83d' }, copy: { tags: { a: '${a}x' } } }, 'vars.a', 'half of a surrogate pair'],
  [cache({ id: 'edc-1\u200b' }), 'source.caches[0].id', 'it has a zero-width space (U+200B)'],
  [cache({ as: { path: '/llama\u2060' } }), 'source.caches[0].as.path', 'it has a word joiner (U+2060)'],
  [cache({ as: { name: 'a\u202eb' } }), 'source.caches[0].as.name', 'it has an invisible character (U+202E)'],
  [select({ pathPrefix: '/llama-*' }), 'source.caches[0].select.pathPrefix', 'not a pattern'],
  [select({ pathPrefix: '/llama-?' }), 'source.caches[0].select.pathPrefix', 'not a pattern'],
  [select({ pathPrefix: '/llama-[34]' }), 'source.caches[0].select.pathPrefix', 'not a pattern'],
  [{ copy: { tags: { 'acs:x': 'x' } } }, 'copy.tags.acs:x', 'reserved'],
  [{ copy: { tags: { ['k'.repeat(129)]: 'x' } } }, `copy.tags.${'k'.repeat(39)}…`, 'at most 128'],
  [{ copy: { tags: { k: 'v'.repeat(129) } } }, 'copy.tags.k', 'at most 128'],
  [{ copy: { tags: { k: 1 } } }, 'copy.tags.k', 'a string in quotes'],
  [{ targets: [] }, 'targets', 'at least 1 entry'],
  [{ targets: undefined }, 'targets', 'is missing'],
  [{ targets: [{ region: 'cn-hongkong' }] }, 'targets[0].region', 'source region'],
  [
    { targets: [{ region: 'cn-beijing' }, { region: 'cn-beijing' }] },
    'targets[1].region',
    'already the region of targets[0]',
  ],
  [target({ required: 'yes' }), 'targets[0].required', '`true` or `false`'],
  [target({ maxInFlight: 0 }), 'targets[0].maxInFlight', 'at least 1'],
  [target({ maxInFlight: 501 }), 'targets[0].maxInFlight', 'at most 500'],
  [{ copy: { tags: tags(10) }, ...target({ copy: { tags: tags(7, 'u') } }) }, 'targets[0].copy.tags', '17 tags'],
  [{ waves: [] }, 'waves', 'at least 1 entry'],
  [{ waves: [{ regions: ['cn-beijing'] }] }, 'waves', '`cn-shanghai` is not in any wave'],
  [
    { waves: [{ regions: ['cn-beijing', 'cn-shanghai'] }, { regions: ['cn-beijing'] }] },
    'waves[1].regions[0]',
    'already in waves[0]',
  ],
  [
    { waves: [{ regions: ['cn-beijing', 'cn-shanghai', 'cn-bejing'] }] },
    'waves[0].regions[2]',
    'did you mean `cn-beijing`?',
  ],
  [{ waves: [{ regions: ['cn-beijing', 'cn-shanghai'], after: 'redy' }] }, 'waves[0].after', '`ready` or `approval`'],
  [{ policy: { maxInFlight: 501 } }, 'policy.maxInFlight', 'at most 500'],
  [{ policy: { maxInFlight: 0 } }, 'policy.maxInFlight', 'at least 1'],
  [{ policy: { capacity: { firstRetry: '11m' } } }, 'policy.capacity.firstRetry', 'at most `maxRetry` (10m)'],
  [{ policy: { capacity: { maxRetry: '5s' } } }, 'policy.capacity.firstRetry', '`firstRetry` (30s)'],
  [{ policy: { capacity: { giveUpAfter: '2y' } } }, 'policy.capacity.giveUpAfter', 'duration'],
  [{ policy: { ready: { pollEvery: '0s' } } }, 'policy.ready.pollEvery', 'duration'],
  [{ policy: { failedCopy: { attempts: 0 } } }, 'policy.failedCopy.attempts', 'at least 1'],
  [{ policy: { failedCopy: { attempts: 21 } } }, 'policy.failedCopy.attempts', 'at most 20'],
  [
    { policy: { failureBudget: { count: 1, percent: 1 } } },
    'policy.failureBudget.percent',
    'cannot be combined with `count`',
  ],
  [{ policy: { failureBudget: { percent: 101 } } }, 'policy.failureBudget.percent', 'at most 100'],
  [{ policy: { failureBudget: { count: -1 } } }, 'policy.failureBudget.count', 'at least 0'],
  [{ policy: { renewBefore: '3d' }, copy: { retentionDays: 3 } }, 'copy.retentionDays', 'longer than'],
  [
    { policy: { renewBefore: '3d' }, ...target({ copy: { retentionDays: 2 } }) },
    'targets[0].copy.retentionDays',
    'longer than',
  ],
  [{ policy: { renew: 'both' } }, 'policy.renew', '`beside`, `replace` or `extend`'],
  [{ policy: { supersede: 'yes' } }, 'policy.supersede', '`conflict` or `replace`'],
  [{ policy: { blindSurvey: 'yes' } }, 'policy.blindSurvey', '`stop`, `trust` or `strict`'],
  [{ policy: { onAccountError: 'stop' } }, 'policy.onAccountError', '`fail` or `pause`'],
  [{ policy: { deadline: '366d' } }, 'policy.deadline', 'at most 365d'],
  [{ schedule: {} }, 'schedule.cron', 'is missing'],
  [{ schedule: { cron: '0 3 * * *', every: '1h' } }, 'schedule.every', 'cannot be combined with `cron`'],
  [{ schedule: { cron: '60 3 * * *' } }, 'schedule.cron', 'five cron fields'],
  [{ schedule: { cron: '0 3 * *' } }, 'schedule.cron', 'five cron fields'],
  [{ schedule: { cron: '5-1 * * * *' } }, 'schedule.cron', 'five cron fields'],
  [{ schedule: { cron: '*/0 * * * *' } }, 'schedule.cron', 'five cron fields'],
  [{ schedule: { cron: '0 3 * * FRI-SUN' } }, 'schedule.cron', 'five cron fields'],
  [{ schedule: { cron: '0 3 * XYZ *' } }, 'schedule.cron', 'five cron fields'],
  [{ schedule: { every: '1h', timezone: 'Mars/Olympus' } }, 'schedule.timezone', 'time zone'],
  [{ schedule: { every: '1h', timezone: 'CST' } }, 'schedule.timezone', '`Asia/Shanghai` or `America/Chicago`?'],
  [{ schedule: { every: '1h', timezone: 'JST' } }, 'schedule.timezone', 'did you mean `Asia/Tokyo`?'],
  [{ schedule: { every: '1h', timezone: 'utc' } }, 'schedule.timezone', 'did you mean `UTC`?'],
  [{ schedule: { every: '1h', timezone: 'asia/shanghai' } }, 'schedule.timezone', 'did you mean `Asia/Shanghai`?'],
  [{ schedule: { every: '1h', timezone: 'Asia/Shangai' } }, 'schedule.timezone', 'did you mean `Asia/Shanghai`?'],
  [{ schedule: { every: '1h', timezone: '+08:00' } }, 'schedule.timezone', 'time zone'],
  [{ schedule: { every: '1h', pauseOnFailure: 1 } }, 'schedule.pauseOnFailure', '`true` or `false`'],
  [{ notify: {} }, 'notify.webhookEnv', 'is missing'],
  [{ notify: { webhookEnv: 'ALIBABA_CLOUD_ACCESS_KEY_SECRET' } }, 'notify.webhookEnv', "one of the worker's own"],
  [{ notify: { webhookEnv: 'A', secretEnv: 'TEMPORAL_API_KEY' } }, 'notify.secretEnv', "one of the worker's own"],
  [{ notify: { webhookEnv: 'A', secretEnv: 'eci_endpoint' } }, 'notify.secretEnv', "one of the worker's own"],
  [{ notify: { webhookEnv: 'A', on: [] } }, 'notify.on', 'at least 1 entry'],
  [{ notify: { webhookEnv: 'A', on: ['done'] } }, 'notify.on[0]', 'must be `ready`,'],
  [{ vars: { '9x': 'y' } }, 'vars.9x', 'not a valid variable name'],
  [{ vars: [] }, 'vars', 'must be a map, not a list'],
];

/** Changes that are only just valid, or merely unusual. */
const ACCEPTED: [title: string, change: Change][] = [
  ['a name that is a hyphen', { name: '-' }],
  ['a name of 40 characters', { name: 'x'.repeat(40) }],
  ['2,000 caches', { source: { ...source, caches: many(2_000, (i) => ({ id: `edc-${String(i)}` })) } }],
  ['the root as path', cache({ as: { bucket: 'models', path: '/', name: 'A name, with spaces' } })],
  ['dots within a path', cache({ as: { path: '/a/.hidden/..x/b c' } })],
  ['a selection by reserved tags', select({ tags: { 'eci-replicator:plan': 'other' } })],
  ['16 tags', { copy: { retentionDays: 1, tags: tags(16), resourceGroupId: 'rg-abc' } }],
  ['a tag without a value', { copy: { tags: { k: '' } } }],
  ['an unknown region', target({ region: 'xx-unknown-9', maxInFlight: 500 })],
  ['the same 16 tags in plan and target', { copy: { tags: tags(16) }, ...target({ copy: { tags: tags(16) } }) }],
  ['retries that do not grow', { policy: { capacity: { firstRetry: '10m', maxRetry: '10m' } } }],
  ['an empty failure budget', { policy: { failureBudget: {} } }],
  ['renewal a day before expiry', { policy: { renewBefore: '3d' }, copy: { retentionDays: 4 } }],
  ['renewal of copies that never expire', { policy: { renewBefore: '3d' } }],
  [
    'a crowded cron',
    { schedule: { cron: '*/15 0-6,22 1,15 JAN-MAR MON-FRI', timezone: 'Asia/Shanghai', jitter: '5m' } },
  ],
  ['a schedule by interval', { schedule: { every: '12h' } }],
  ['notification', { notify: { webhookEnv: 'REPLICATION_WEBHOOK', secretEnv: '_S', on: ['failed'] } }],
  [
    'two waves',
    { waves: [{ regions: ['cn-shanghai'] }, { regions: ['cn-beijing'], after: 'approval', approvalTimeout: '1h' }] },
  ],
];

describe('a plan', () => {
  it.each(REJECTED.map(([change, path, words]) => [path, words, change] as const))(
    'is rejected at %s: %s',
    (path, words, change) => {
      const problems = problemsOf(change);
      expect(problems.map((problem) => formatPath(problem.path))).toEqual([path]);
      expect(problems[0]?.message).toContain(words);
    },
  );

  it.each(ACCEPTED)('may have %s', (_title, change) => {
    expect(problemsOf(change)).toEqual([]);
  });

  it('does not repeat an address that was entered in place of a variable name', () => {
    const [problem] = problemsOf({ notify: { webhookEnv: 'https://hooks.example/secret' } });
    expect(problem?.message).toContain('environment variables');
    expect(problem?.message).not.toContain('hooks.example');
  });

  it('is rejected if two caches have the same destination, and the message names both', () => {
    const as = { bucket: 'b', path: '/x' };
    const caches = [{ id: 'edc-1', as }, { id: 'edc-2' }, { id: 'edc-3', as }];
    const [problem] = problemsOf({ source: { ...source, caches } });
    expect(problem?.path).toEqual(['source', 'caches', 2, 'as', 'path']);
    expect(problem?.message).toContain('bucket `b` and path `/x` are already the destination of source.caches[0]');
  });
});

describe('an unknown key', () => {
  it.each([
    [{ nmae: 'x' }, 'nmae', 'did you mean `name`?'],
    [{ policy: { max_in_flight: 5 } }, 'policy.max_in_flight', 'did you mean `maxInFlight`?'],
    [{ policy: { capacity: { firstRetyr: '1s' } } }, 'policy.capacity.firstRetyr', 'did you mean `firstRetry`?'],
    [{ policy: { failureBudget: { percnt: 5 } } }, 'policy.failureBudget.percnt', 'did you mean `percent`?'],
    [target({ copy: { retentiondays: 1 } }), 'targets[0].copy.retentiondays', 'did you mean `retentionDays`?'],
    [cache({ as: { pth: '/x' } }), 'source.caches[0].as.pth', 'did you mean `path`?'],
    [select({ bucket: 'a', pathprefix: '/x' }), 'source.caches[0].select.pathprefix', 'did you mean `pathPrefix`?'],
    [{ schedule: { every: '1h', timeZone: 'UTC' } }, 'schedule.timeZone', 'did you mean `timezone`?'],
    [{ notify: { webhookEnv: 'A', secret: 'B' } }, 'notify.secret', 'valid keys: webhookEnv, secretEnv, on'],
    [target({ zzzzzzzz: 1 }), 'targets[0].zzzzzzzz', 'valid keys: region, required, maxInFlight, copy'],
  ])('in %j is rejected with a suggestion', (change, path, words) => {
    const found = problemsOf(change).find((problem) => formatPath(problem.path) === path);
    expect(found?.message).toContain('unknown key');
    expect(found?.message).toContain(words);
    expect(found?.at).toBe('key');
  });
});
