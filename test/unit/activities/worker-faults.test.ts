import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { finalFamilyOf, retryAfterError, retryLater } from '../../../activities/attempt.js';
import { leaveDetails } from '../../../activities/attempt-details.js';
import { copyDataCache } from '../../../activities/copy-data-cache.js';
import { deleteDataCache } from '../../../activities/delete-data-cache.js';
import { deletePrunableCopies } from '../../../activities/delete-prunable-copies.js';
import { deleteRequestedCopies } from '../../../activities/delete-requested-copies.js';
import { describeSources } from '../../../activities/describe-sources.js';
import { extendDataCache } from '../../../activities/extend-data-cache.js';
import { listPrunableCopies } from '../../../activities/list-prunable-copies.js';
import { surveyRegion } from '../../../activities/survey-region.js';
import { watchDataCaches } from '../../../activities/watch-data-caches.js';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { countRecords } from '../../../src/copies/counts.js';
import { packRecords } from '../../../src/copies/packed-records.js';
import { ERROR_TABLE } from '../../../src/eci/error-table.js';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, copyOf, copyTask, HOUR, MINUTE, probe, SECOND } from './support/samples.js';
import { eciError, ScriptedEci } from './support/scripted-eci.js';

const CODES = [...ERROR_TABLE].filter(([, { family }]) => family === 'worker').map(([code]) => code);
const accept = { dataCacheId: 'edc-new', requestId: 'REQ-1' };
const SOURCE = cache({ id: 'edc-source', region: 'cn-hongkong', path: '/source' });

/** A service with one source and one copy of it. It refuses this many calls for the worker that makes them. */
function refusing(code: string, calls: number): ScriptedEci {
  let left = calls;
  const refused = () => (left-- > 0 ? eciError('worker', code) : undefined);
  return new ScriptedEci({
    copy: () => refused() ?? accept,
    describe: ({ region }) => refused() ?? [SOURCE, copyOf()].filter((shown) => shown.region === region),
    remove: refused,
    usage: () => refused() ?? { used: 1 },
  });
}

const { plan, region, sourceRegion, source, bucket, path, name, pollEvery, absentAfter } = copyTask();
const own = { plan, region, sourceRegion };

function temporal(): Client {
  const copy = { source, bucket, path, name, state: 'ready', generation: 0, attempts: 1, failures: 0 } as const;
  const records: CopyRecord[] = [{ ...copy, id: 'edc-copy', requestedAt: START }];
  const server = new FakeTemporal();
  server.add({
    workflowId: 'w',
    runId: 'r',
    type: 'replicateRegion',
    status: 'COMPLETED',
    result: { counts: countRecords(records), records: packRecords(records) },
  });
  return server.client;
}

/** Each activity that calls the service: what it returns when it is served, and when every call is refused. */
const ACTIVITIES: readonly {
  readonly activity: string;
  readonly run: (eci: ScriptedEci) => Promise<unknown>;
  readonly served: object;
  readonly ended: (code: string) => object;
}[] = [
  {
    activity: 'copyDataCache',
    run: (eci) => copyDataCache({ eci })(copyTask()),
    served: { kind: 'accepted' },
    ended: (code) => ({ kind: 'refused', family: 'account', code }),
  },
  {
    activity: 'describeSources',
    run: (eci) => describeSources({ eci })({ region: sourceRegion, ids: [source], pollEvery, absentAfter }),
    served: { kind: 'described' },
    ended: (code) => ({ kind: 'refused', family: 'account', code }),
  },
  {
    activity: 'surveyRegion',
    run: (eci) => {
      const wanted = [{ source, bucket, path, name }];
      return surveyRegion({ eci })({ ...own, wanted, tags: {}, blindSurvey: 'stop', pollEvery, absentAfter });
    },
    served: { kind: 'surveyed' },
    ended: (code) => ({ kind: 'refused', family: 'account', code }),
  },
  {
    activity: 'watchDataCaches',
    run: (eci) => {
      const caches = [{ id: 'edc-copy', since: START, seen: true }] as const;
      const rules = { pollEvery, absentAfter, giveUpAfter: 6 * HOUR, buckets: [bucket], reportsRefusal: true };
      return watchDataCaches({ eci })({ region, caches, ...rules });
    },
    served: { changes: [{ id: 'edc-copy', kind: 'available' }] },
    ended: (code) => ({ changes: [], refused: { code } }),
  },
  {
    activity: 'extendDataCache',
    run: (eci) => {
      const retention = { retentionDays: 90, expiresAt: '2026-11-10T10:00Z', pollEvery };
      return extendDataCache({ eci })({ ...own, id: 'edc-copy', source, generation: 0, ...retention });
    },
    served: { kind: 'extended' },
    ended: (code) => ({ kind: 'refused', reason: expect.stringContaining(code) }),
  },
  {
    activity: 'listPrunableCopies',
    run: (eci) => listPrunableCopies({ eci })({ ...own, targeted: true, asked: [], buckets: [] }),
    served: { kind: 'listed' },
    ended: (code) => ({ kind: 'refused', code }),
  },
  {
    activity: 'deleteDataCache',
    run: (eci) => deleteDataCache({ eci })({ ...own, id: 'edc-copy', source, generation: 0 }),
    served: { kind: 'deleted' },
    ended: (code) => ({ kind: 'kept', reason: expect.stringContaining(code) }),
  },
  {
    activity: 'deletePrunableCopies',
    run: (eci) => {
      const copies = [{ id: 'edc-copy', source, generation: 0 }];
      return deletePrunableCopies({ eci })({ ...own, patientUntil: START + 10 * MINUTE, copies });
    },
    served: { kept: [] },
    ended: (code) => ({ kept: [{ id: 'edc-copy', reason: expect.stringContaining(code) }] }),
  },
  {
    activity: 'deleteRequestedCopies',
    run: (eci) => deleteRequestedCopies({ eci, temporal: temporal() })({ ...own, workflowId: 'w', runId: 'r' }),
    served: { deleted: 1, left: [] },
    ended: (code) => ({ deleted: 0, left: [{ reason: expect.stringContaining(code) }] }),
  },
];

const MATRIX = ACTIVITIES.flatMap((row) => CODES.map((code) => ({ ...row, code })));

describe('a call that is refused for the clock, key or token of its worker', () => {
  it.each(MATRIX)('is retried once by $activity after $code', async ({ run, served, code }) => {
    const { result, retries } = await tryUntilDone(() => run(refusing(code, 0)));
    expect(result).toMatchObject(served);
    expect(retries).toEqual([]);
    const eci = refusing(code, 1);
    const again = await tryUntilDone(() => run(eci));
    expect(again.result).toMatchObject(served);
    expect(again.retries).toMatchObject([{ message: expect.stringContaining(code) }]);
  });

  it.each(MATRIX)('ends $activity after 10 minutes of $code', async ({ run, ended, code }) => {
    const eci = refusing(code, Number.POSITIVE_INFINITY);
    const { result, retries, at } = await tryUntilDone(() => run(eci));
    expect(result).toMatchObject(ended(code));
    expect(at - START).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(at - START).toBeLessThanOrEqual(10 * MINUTE + 30 * SECOND);
    // Another worker may have taken any of these attempts.
    expect(retries.length).toBeGreaterThan(20);
  });

  it('leaves no doubt about the copy, except where the request was delivered twice', async () => {
    const ambiguous = [];
    for (const code of CODES) {
      const eci = new ScriptedEci({ copy: (_, call) => eciError(call === 1 ? 'worker' : 'capacity', code) });
      const { result } = await tryUntilDone(() => copyDataCache({ eci })(copyTask()));
      if ('ambiguousSince' in result) ambiguous.push(code);
    }
    expect(ambiguous).toEqual(['SignatureNonceUsed']);
  });

  it('keeps the doubt about the copy when the account is blamed in the end', async () => {
    const eci = new ScriptedEci({ copy: () => eciError('worker', 'SignatureNonceUsed'), describe: () => [SOURCE] });
    const left = { workerFault: { attempt: 6, since: START } };
    const at = START + 10 * MINUTE;
    // An answer of the attempt before makes this one's the first that may have made a copy.
    const details = { ...left, attempt: 6, at, dueAt: at, calls: 6 };
    const run = () => copyDataCache({ eci })(copyTask());
    const { result } = await tryOnce(run, { attempt: 7, at, firstAt: START, left: details });
    expect(result).toMatchObject({ kind: 'refused', family: 'account', ambiguousSince: at });
    expect(eci.looks).not.toEqual([]);
  });

  it('takes a copy that such a request has made', async () => {
    const eci = new ScriptedEci({ copy: () => eciError('worker', 'SignatureNonceUsed'), describe: () => [copyOf()] });
    const { result } = await tryUntilDone(() => copyDataCache({ eci })(copyTask()));
    expect(result).toMatchObject({ kind: 'found', id: 'edc-copy' });
  });

  it('ends no probe that has waited for hours before', async () => {
    const eci = new ScriptedEci({
      copy: (_, call) => {
        if (call === 40) return eciError('worker', 'InvalidTimeStamp.Expired');
        return call < 50 ? eciError('capacity', 'QuotaExceeded') : accept;
      },
    });
    const { result, at } = await tryUntilDone(() => copyDataCache({ eci })(copyTask({ probe: probe() })));
    expect(result).toMatchObject({ kind: 'accepted', attempts: 50 });
    expect(at - START).toBeGreaterThan(6 * HOUR);
  });
});

describe('the family as which an error ends an activity', () => {
  const fault = eciError('worker', 'InvalidTimeStamp.Expired');
  const family = async () => finalFamilyOf(fault);
  /** What an attempt leaves that was refused so, or not. */
  const left = async (attempt: number, at: number, before: unknown, refused = true) => {
    const run = async () => {
      throw refused ? retryAfterError(fault) : retryLater('not shown yet', 'NotShown', 1);
    };
    return (await tryOnce(run, { attempt, at, left: before })).left;
  };

  it('is that of its account after 10 minutes in which no attempt ended otherwise', async () => {
    const first = await left(1, START, undefined);
    const second = await left(2, START + MINUTE, first);
    const at = START + 10 * MINUTE;
    expect((await tryOnce(family, { attempt: 3, at: at - 1, left: second })).result).toBeUndefined();
    expect((await tryOnce(family, { attempt: 3, at, left: second })).result).toBe('account');
  });

  it('begins to count again after an attempt that ended in another way', async () => {
    const first = await left(1, START, undefined);
    const second = await left(2, START + MINUTE, first, false);
    expect((await tryOnce(family, { attempt: 3, at: START + HOUR, left: second })).result).toBeUndefined();
  });

  it('begins to count again when a person resets the activity', async () => {
    const details = await left(5, START, { workerFault: { attempt: 4, since: START - HOUR } });
    const reset = { attempt: 1, firstAt: START - HOUR, at: START + MINUTE, left: details };
    expect((await tryOnce(family, reset)).result).toBeUndefined();
  });

  it('loses neither the count nor the activity’s own details', async () => {
    const run = async () => {
      leaveDetails({ done: 3 });
      const failure = retryAfterError(fault);
      leaveDetails({ done: 4 });
      throw failure;
    };
    const tried = await tryOnce(run, { attempt: 2, left: { done: 2, workerFault: { attempt: 1, since: START } } });
    expect(tried.left).toEqual({ done: 4, workerFault: { attempt: 2, since: START } });
  });

  it.each([
    ['account', 'account'],
    ['region', 'region'],
    ['request', 'request'],
    ['throttled', undefined],
    ['ambiguous', undefined],
    // Only CopyDataCache gives these a meaning.
    ['capacity', 'request'],
    ['source', 'request'],
    ['processing', 'request'],
    ['spent', 'request'],
    ['mismatch', 'request'],
  ] as const)('of %s is %s, however long it lasts', async (of, expected) => {
    const run = async () => finalFamilyOf(eciError(of));
    expect((await tryOnce(run)).result).toBe(expected);
    expect((await tryOnce(run, { attempt: 9, at: START + 24 * HOUR })).result).toBe(expected);
  });

  it('comes with a short delay, so that another worker is soon asked', async () => {
    const delay = async (attempt: number, since: number) => {
      const before = { workerFault: { attempt: attempt - 1, since } };
      const run = async () => {
        throw retryAfterError(fault);
      };
      return (await tryOnce(run, { attempt, left: before })).retry?.delayMs ?? Number.NaN;
    };
    expect(await delay(900, START)).toBeLessThanOrEqual(SECOND);
    expect(await delay(900, START - 9 * MINUTE)).toBeLessThanOrEqual(30 * SECOND);
    expect(await delay(900, START - 9 * MINUTE)).toBeGreaterThanOrEqual(15 * SECOND);
  });
});
