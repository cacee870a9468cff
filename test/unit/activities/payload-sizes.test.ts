import { describe, expect, it } from 'vitest';
import { deleteRequestedCopies } from '../../../activities/delete-requested-copies.js';
import { describeSources } from '../../../activities/describe-sources.js';
import { surveyRegion, type SurveyTask } from '../../../activities/survey-region.js';
import { watchDataCaches } from '../../../activities/watch-data-caches.js';
import { countRecords } from '../../../src/copies/counts.js';
import { unpackRows } from '../../../src/copies/deletion.js';
import { packRecords } from '../../../src/copies/packed-records.js';
import { packList, unpackList } from '../../../src/payload/packed-list.js';
import { MAX_PAYLOAD, payloadBytes } from '../../../src/payload/payload-size.js';
import { unpackVerdicts } from '../../../src/reconcile/packed-verdicts.js';
import { longId, longPath, longReason } from '../../support/long-copies.js';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, copyOf, copyTask, MINUTE, SECOND } from './support/samples.js';
import { eciError, ScriptedEci } from './support/scripted-eci.js';

const COPIES = 2_000;
const numbers = Array.from({ length: COPIES }, (_, n) => n);

const wanted = numbers.map((n) => ({
  source: longId(`source ${n}`),
  bucket: 'b'.repeat(63),
  path: longPath(n),
  name: `llama-3-70b-instruct-shard-${n}`,
}));

/** A region that lists these caches; by ids, those. */
const listing = (caches: readonly ReturnType<typeof cache>[]) => {
  const byId = new Map(caches.map((one) => [one.id, one]));
  return new ScriptedEci({
    describe: ({ ids }) => ids?.flatMap((id) => byId.get(id) ?? []) ?? caches,
    usage: () => ({ used: caches.length }),
  });
};

describe('2,000 copies with everything long', () => {
  const sources = (length: number, own: number) =>
    wanted.map(({ source: id, ...place }, n) =>
      cache({ id, ...place, path: longPath(n, length, own), sizeGiB: 1_000 }),
    );
  const describing = { region: 'cn-hongkong', ids: [], pollEvery: SECOND, absentAfter: MINUTE };
  const selections = [{ pathPrefix: '/teams' }];

  it('are described in one payload, and read back in full', async () => {
    const eci = listing(sources(255, 64));
    const { result } = await tryUntilDone(() => describeSources({ eci })({ ...describing, selections }));
    expect(payloadBytes(result)).toBeLessThanOrEqual(MAX_PAYLOAD);
    const read = result.kind === 'described' ? unpackList(result.sources) : [];
    expect(read.map(({ id, path }) => [id, path])).toEqual(wanted.map(({ source, path }) => [source, path]));
  });

  it('are not described if their paths are too different to fit together', async () => {
    const eci = listing(sources(500, 400));
    const { result } = await tryUntilDone(() => describeSources({ eci })({ ...describing, selections }));
    expect(result).toEqual({ kind: 'tooLarge' });
  });

  it('are surveyed in one payload, each with its verdict, even if all differ from the plan', async () => {
    const standing = wanted.map(({ source, ...place }, n) =>
      copyOf(copyTask({ source, ...place }), {
        id: longId(`copy ${n}`),
        name: longReason(n),
        createdAt: '2026-11-02T10:00Z',
        expiresAt: '2026-12-02T10:00Z',
      }),
    );
    const former = wanted.map(({ source, ...place }, n) =>
      copyOf(copyTask({ source, ...place }), { id: longId(`former ${n}`), generation: 0, ...place }),
    );
    const eci = listing([
      ...standing.map((one) => ({ ...one, tags: { ...one.tags, 'eci-replicator:generation': '1' } })),
      ...former,
    ]);
    const task: SurveyTask = {
      ...{ plan: 'llm-weights', sourceRegion: 'cn-hongkong', region: 'cn-beijing', tags: { team: 'x' } },
      ...{ blindSurvey: 'stop', pollEvery: SECOND, absentAfter: MINUTE },
      wanted: packList(wanted),
    };
    expect(payloadBytes(task)).toBeLessThanOrEqual(MAX_PAYLOAD);
    const { result } = await tryUntilDone(() => surveyRegion({ eci })(task));
    expect(payloadBytes(result)).toBeLessThanOrEqual(MAX_PAYLOAD);
    const verdicts = result.kind === 'surveyed' ? unpackVerdicts(result.verdicts) : [];
    expect(verdicts.map(([index, { verdict }]) => [index, verdict])).toEqual(numbers.map((n) => [n, 'adopt']));
    const [, seventh] = verdicts[7] ?? [];
    const source = wanted[7]?.source ?? '';
    const formers = [{ id: longId('former 7'), source, generation: 0 }];
    expect(seventh).toMatchObject({
      id: longId('copy 7'),
      deleteAfterwards: formers,
    });
  });

  it('report in one payload why 500 of them ended Failed at once', async () => {
    const caches = numbers.slice(0, 500).map((n) => ({ id: longId(`copy ${n}`), since: START }));
    const eci = listing(
      caches.map(({ id }, n) =>
        cache({
          id,
          status: 'Failed',
          events: [{ type: 'Warning', reason: 'DiskFull', message: longReason(n).repeat(9) }],
        }),
      ),
    );
    const beat = { firstPollAt: START, pollEvery: SECOND, giveUpAfter: MINUTE, absentAfter: MINUTE };
    const task = { region: 'cn-beijing', caches, buckets: [], reportsRefusal: true, ...beat };
    const { result } = await tryUntilDone(() => watchDataCaches({ eci })(task));
    expect(result?.changes).toHaveLength(500);
    expect(payloadBytes(result)).toBeLessThanOrEqual(MAX_PAYLOAD);
  });

  it('are kept each for its own reason, and the details for the next attempt fit in one payload too', async () => {
    const records = wanted.map((copy, n) => ({
      ...copy,
      ...{ state: 'ready' as const, generation: 0, attempts: 1, failures: 0 },
      ...{ id: longId(`copy ${n}`), requestedAt: START },
    }));
    const server = new FakeTemporal();
    server.add({
      workflowId: 'replicate-x/cn-beijing',
      type: 'replicateRegion',
      status: 'COMPLETED',
      result: { counts: countRecords(records), records: packRecords(records) },
    });
    const temporal = server.client;
    const standing = records.map(({ id, source, bucket, path, name }) =>
      copyOf(copyTask({ source, bucket, path, name }), { id }),
    );
    const byId = new Map(standing.map((one) => [one.id, one]));
    const eci = new ScriptedEci({
      describe: ({ ids = [] }) => ids.flatMap((id) => byId.get(id) ?? []),
      remove: ({ id }) => eciError('request', longReason(records.findIndex((one) => one.id === id))),
    });
    const { plan, region, sourceRegion } = copyTask();
    const task = { plan, region, sourceRegion, workflowId: 'replicate-x/cn-beijing', runId: 'run-1' };
    const { result, left } = await tryOnce(() => deleteRequestedCopies({ eci, temporal })(task));
    expect(unpackRows(result?.left ?? []).size).toBe(COPIES);
    expect(payloadBytes(result)).toBeLessThanOrEqual(MAX_PAYLOAD);
    expect(payloadBytes(left)).toBeLessThanOrEqual(MAX_PAYLOAD);
  });
});
