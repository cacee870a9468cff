import { describe, expect, it } from 'vitest';
import { surveyRegion, type SurveyTask } from '../../../activities/survey-region.js';
import { unpackList } from '../../../src/payload/packed-list.js';
import type { EciError } from '../../../src/eci/eci-error.js';
import type { DataCache, DataCacheUsage, DescribeQuery } from '../../../src/eci/eci.js';
import { START, tryOnce, tryUntilDone } from './support/attempts.js';
import { cache, copyOf, copyTask, MINUTE, SECOND } from './support/samples.js';
import { eciError, ScriptedEci } from './support/scripted-eci.js';

function surveyTask(change: Partial<SurveyTask> = {}): SurveyTask {
  return {
    plan: 'llm-weights',
    sourceRegion: 'cn-hongkong',
    tags: { team: 'inference' },
    region: 'cn-beijing',
    wanted: [wanted('edc-source', 'models', '/llama-3'), wanted('edc-2', 'data', '/qwen')],
    blindSurvey: 'stop',
    pollEvery: 10 * SECOND,
    absentAfter: 10 * MINUTE,
    ...change,
  };
}

function wanted(source: string, bucket: string, path: string) {
  return { source, bucket, path, name: path.slice(1) };
}

/** Shows of `standing` what lies in the bucket that is asked for, two a page. */
function region(
  standing: readonly DataCache[],
  usage: () => DataCacheUsage | EciError = () => ({ used: standing.length }),
) {
  return new ScriptedEci({
    describe: ({ bucket, nextToken = '0' }: DescribeQuery) => {
      const matching = standing.filter((shown) => shown.bucket === (bucket ?? 'default'));
      const start = Number(nextToken);
      const more = matching.length > start + 2 ? { nextToken: String(start + 2) } : {};
      return { caches: matching.slice(start, start + 2), total: matching.length, ...more };
    },
    usage,
  });
}

const survey = (eci: ScriptedEci, task = surveyTask()) => tryUntilDone(() => surveyRegion({ eci })(task));

describe('the survey of a region', () => {
  it('lists each bucket once, by name, through every page', async () => {
    const others = [1, 2, 3, 4].map((n) => cache({ id: `edc-x${n}`, path: `/x${n}` }));
    const eci = region([...others, copyOf()]);
    const wantedTwice = [...unpackList(surveyTask().wanted), wanted('edc-3', 'models', '/phi')];
    const { result } = await survey(eci, surveyTask({ wanted: wantedTwice }));
    expect(result).toEqual({
      kind: 'surveyed',
      verdicts: [[0, { verdict: 'adopt', generation: 0, id: 'edc-copy', status: 'Available' }]],
    });
    expect(eci.looks.map(({ bucket, nextToken }) => [bucket, nextToken])).toEqual([
      ['models', undefined],
      ['models', '2'],
      ['models', '4'],
      ['data', undefined],
    ]);
  });

  it('gives each copy the verdict of its own bucket and path, and leaves out copies that are simply to be created', async () => {
    const qwen = copyTask({ source: 'edc-2', bucket: 'data', path: '/qwen', name: 'qwen' });
    const eci = region([
      cache(),
      copyOf(qwen, { id: 'edc-q', status: 'Failed' }),
      copyOf(copyTask(), { id: 'edc-moved', path: '/llama-3/old' }),
    ]);
    const { result } = await survey(eci);
    expect(result).toMatchObject({
      verdicts: [
        [0, { verdict: 'conflict', id: 'edc-other', code: 'PathTaken' }],
        [1, { verdict: 'recreate', generation: 1, id: 'edc-q', deleteFirst: [{ id: 'edc-q' }] }],
      ],
    });
  });

  it('reports a copy to be created as a later generation while the earlier one is being deleted', async () => {
    const { result } = await survey(region([copyOf(copyTask(), { status: 'Deleting' })]));
    expect(result).toEqual({
      kind: 'surveyed',
      partial: { listed: 1, counted: 1 },
      verdicts: [[0, { verdict: 'create', generation: 1, leaving: ['edc-copy'] }]],
    });
  });

  it('lists nothing without a bucket if nothing is to be bought', async () => {
    const qwen = copyTask({ source: 'edc-2', bucket: 'data', path: '/qwen', name: 'qwen' });
    const eci = region([copyOf(), copyOf(qwen, { id: 'edc-q' })], () => ({ used: 90 }));
    expect((await survey(eci)).result).toMatchObject({
      verdicts: [
        [0, { id: 'edc-copy' }],
        [1, { id: 'edc-q' }],
      ],
    });
    expect(eci.looks.map(({ bucket }) => bucket)).toEqual(['models', 'data']);
  });

  it('also judges what only a listing without a bucket shows', async () => {
    const shown = copyOf(copyTask(), { bucket: 'MODELS' });
    const eci = new ScriptedEci({
      describe: ({ bucket }) => (bucket === undefined ? [shown] : []),
      usage: () => ({ used: 1 }),
    });
    expect((await survey(eci)).result).toMatchObject({ verdicts: [[0, { verdict: 'adopt', id: 'edc-copy' }]] });
  });

  it('proves nothing if a data cache was deleted after it was shown, which would make up for a hidden one', async () => {
    let counts = 0;
    const eci = region([cache({ path: '/else' })], () => {
      counts += 1;
      return { used: counts === 1 ? 2 : 1 };
    });
    expect((await survey(eci)).result).toMatchObject({ partial: { listed: 1, counted: 2 } });
  });
});

describe('a survey that shows nothing', () => {
  it('counts when ListUsage shows that nothing is in use', async () => {
    const { result, retries } = await survey(region([], () => ({ used: 0, max: 100 })));
    expect(result).toEqual({ kind: 'surveyed', verdicts: [] });
    expect(retries).toEqual([]);
  });

  it('counts when other caches are listed without a bucket', async () => {
    const { result } = await survey(region([cache({ bucket: 'default' })]));
    expect(result).toEqual({ kind: 'surveyed', verdicts: [] });
  });

  it.each([
    ['ListUsage counts caches', () => ({ used: 3 }), 'no data cache is listed, but ListUsage counts 3'],
    ['ListUsage does not say', () => ({ max: 100 }), 'ListUsage does not say how many there are'],
    ['ListUsage is refused', () => eciError('account', 'NoPermission'), 'ListUsage was refused: NoPermission'],
  ] as const)('is repeated until `absentAfter`, then blind, when %s', async (_, usage, reason) => {
    const { result, retries, at } = await survey(region([], usage));
    expect(result).toEqual({ kind: 'unseen', code: 'SurveyBlind', reason: expect.stringContaining(reason) });
    expect(at - START).toBe(10 * MINUTE);
    expect(new Set(retries.map(({ code, delayMs }) => `${code} ${delayMs}`))).toEqual(new Set(['SurveyBlind 10000']));
  });

  it('counts as soon as the region is seen', async () => {
    let usages = 0;
    const standing: DataCache[] = [];
    const eci = region(standing, () => {
      usages += 1;
      if (usages === 3) standing.push(copyOf());
      return { used: 1 };
    });
    expect((await survey(eci)).result).toMatchObject({ verdicts: [[0, { verdict: 'adopt', id: 'edc-copy' }]] });
  });

  it('counts immediately if the plan says `trust`', async () => {
    const eci = region([], () => ({ used: 3 }));
    expect((await survey(eci, surveyTask({ blindSurvey: 'trust' }))).result).toEqual({
      kind: 'surveyed',
      verdicts: [],
    });
    expect(eci.usages).toBe(0);
  });

  it.each(['throttled', 'ambiguous'] as const)(
    'is retried when ListUsage is %s, which proves nothing',
    async (family) => {
      let calls = 0;
      const eci = region([], () => {
        calls += 1;
        return calls === 1 ? eciError(family) : { used: 0 };
      });
      const { result, retries } = await survey(eci);
      expect(result).toEqual({ kind: 'surveyed', verdicts: [] });
      expect(retries.map(({ code }) => code)).toEqual([family]);
    },
  );
});

describe('a survey that shows only a part of the region', () => {
  const hidden = () => ({ used: 5 });

  it('says what it saw, so that each place is looked at before a copy is bought for it', async () => {
    const { result, retries } = await survey(region([cache({ path: '/else' })], hidden));
    expect(result).toEqual({ kind: 'surveyed', verdicts: [], partial: { listed: 1, counted: 5 } });
    expect(retries).toEqual([]);
  });

  it('ends the region with `strict`', async () => {
    const { result } = await survey(region([cache({ path: '/else' })], hidden), surveyTask({ blindSurvey: 'strict' }));
    const reason = '1 data cache is listed, but ListUsage counts 5';
    expect(result).toEqual({ kind: 'unseen', code: 'SurveyPartial', reason });
  });

  it('ends the region where a copy that was bought is not shown', async () => {
    const known = { ...wanted('edc-source', 'models', '/llama-3'), known: { id: 'edc-mine', seen: true } };
    const { result, at } = await survey(region([cache({ path: '/else' })], hidden), surveyTask({ wanted: [known] }));
    expect(result).toMatchObject({
      kind: 'unseen',
      code: 'SurveyPartial',
      reason: expect.stringContaining('edc-mine'),
    });
    expect(at - START).toBe(10 * MINUTE);
  });

  it('is whole if a listing without a bucket shows the rest', async () => {
    const { result } = await survey(region([cache({ path: '/else' }), cache({ id: 'edc-d', bucket: 'default' })]));
    expect(result).toEqual({ kind: 'surveyed', verdicts: [] });
  });
});

describe('a listing that changes while it is read', () => {
  /** The total of the first page differs from that of the second for `times` readings. */
  function moving(times: number) {
    const shown = [1, 2, 3].map((n) => cache({ id: `edc-x${n}`, path: `/x${n}` }));
    let readings = 0;
    return new ScriptedEci({
      describe: ({ bucket, nextToken }) => {
        if (bucket !== 'models') return [];
        if (nextToken === undefined) readings += 1;
        const extra = readings <= times && nextToken === undefined ? 1 : 0;
        const caches = nextToken === undefined ? shown.slice(0, 2) : shown.slice(2);
        return { caches, total: 3 + extra, ...(nextToken === undefined ? { nextToken: '2' } : {}) };
      },
      usage: () => ({ used: 3 }),
    });
  }

  it('is read again, and proves absence once it is complete', async () => {
    expect((await survey(moving(1))).result).toEqual({ kind: 'surveyed', verdicts: [] });
  });

  it('proves nothing if it never is: each place is looked at', async () => {
    const { result } = await survey(moving(9));
    expect(result).toMatchObject({ kind: 'surveyed', partial: { listed: 3, counted: 3 } });
  });

  it('is given up when a page leads back to an earlier one', async () => {
    const endless = new ScriptedEci({
      describe: () => ({ caches: [cache({ path: '/else' })], total: 1, nextToken: 'again' }),
      usage: () => ({ used: 1 }),
    });
    expect((await survey(endless)).result).toMatchObject({ partial: { listed: 1 } });
    expect(endless.looks.length).toBeLessThan(20);
  });
});

describe('a region in which a data cache is being deleted', () => {
  it('is not whole if that one makes up for another that is hidden', async () => {
    const leaving = cache({ id: 'edc-x', path: '/else', status: 'Deleting' });
    const { result } = await survey(region([leaving], () => ({ used: 1 })));
    expect(result).toMatchObject({ partial: { listed: 1, counted: 1 } });
  });
});

describe('a copy that an earlier run bought', () => {
  const known = (change: object = {}, generation = 0) =>
    surveyTask({
      wanted: [{ ...wanted('edc-source', 'models', '/llama-3'), generation, known: { id: 'edc-mine', ...change } }],
    });
  const byId = (shown: readonly DataCache[], used = shown.length) =>
    new ScriptedEci({
      describe: ({ ids }) => (ids === undefined ? [] : shown.filter(({ id }) => ids.includes(id))),
      usage: () => ({ used }),
    });

  it('is looked up by its id, whatever the listing shows', async () => {
    const eci = byId([copyOf(copyTask(), { id: 'edc-mine', bucket: 'mangled', path: '/x' })]);
    expect((await survey(eci, known())).result).toMatchObject({
      verdicts: [[0, { verdict: 'adopt', id: 'edc-mine' }]],
    });
  });

  it('costs no call if the listing shows it', async () => {
    const eci = region([copyOf(copyTask(), { id: 'edc-mine' })]);
    await survey(eci, known());
    expect(eci.looks.map(({ ids }) => ids)).toEqual([undefined]);
  });

  it('that was seen and no longer exists is followed by the next generation at once', async () => {
    const { result, retries } = await survey(byId([]), known({ seen: true }, 2));
    expect(result).toMatchObject({ verdicts: [[0, { verdict: 'create', generation: 3, gone: 'edc-mine' }]] });
    expect(retries).toEqual([]);
  });

  it('that was never seen is watched, and not bought again', async () => {
    const { result } = await survey(byId([]), known({}, 2));
    expect(result).toMatchObject({
      verdicts: [[0, { verdict: 'adopt', id: 'edc-mine', generation: 2, unseen: true }]],
    });
  });

  it('that has expired is followed by the next generation, however little of the region is shown', async () => {
    const eci = new ScriptedEci({
      describe: ({ ids }) => (ids === undefined ? [cache({ path: '/else' })] : []),
      usage: () => ({ used: 9 }),
    });
    const { result } = await survey(eci, known({ expiresAt: '2026-11-02T08:00Z' }));
    expect(result).toMatchObject({ verdicts: [[0, { verdict: 'create', generation: 1 }]], partial: { counted: 9 } });
  });

  it('is not shown either where the service refuses a look-up for it, which hides none of the others', async () => {
    const others = Array.from({ length: 25 }, (_, n) => ({
      ...wanted(`edc-s${n}`, 'models', `/m${n}`),
      known: { id: `edc-${n}`, seen: true },
    }));
    const shown = others.map(({ known: { id } }) => cache({ id, bucket: '', path: '' }));
    const eci = new ScriptedEci({
      describe: ({ ids }) => {
        if (ids === undefined) return [];
        if (ids.includes('edc-7')) return eciError('source', 'InvalidParameter.NotFound', 404);
        return shown.filter(({ id }) => ids.includes(id));
      },
      usage: () => ({ used: 24 }),
    });
    const { result } = await survey(eci, surveyTask({ wanted: others }));
    if (result.kind !== 'surveyed') throw new Error(result.reason);
    const verdicts = unpackList(result.verdicts);
    expect(verdicts.filter(([, { verdict }]) => verdict === 'adopt')).toHaveLength(24);
    expect(verdicts[7]).toMatchObject([7, { verdict: 'create', generation: 1, gone: 'edc-7' }]);
  });

  it('is trusted to have ended if the plan says so', async () => {
    const eci = new ScriptedEci({ describe: ({ ids }) => (ids === undefined ? [cache({ path: '/else' })] : []) });
    const { result } = await survey(eci, { ...known(), blindSurvey: 'trust' });
    expect(result).toMatchObject({ verdicts: [[0, { verdict: 'create', generation: 1, gone: 'edc-mine' }]] });
  });
});

describe('a survey that is refused', () => {
  it.each(['region', 'account', 'request'] as const)('ends with the refusal of family %s', async (family) => {
    const eci = new ScriptedEci({ describe: () => eciError(family, 'Some.Code'), usage: () => ({ used: 0 }) });
    const { result } = await tryOnce(() => surveyRegion({ eci })(surveyTask()));
    expect(result).toEqual({ kind: 'refused', family, code: 'Some.Code', reason: 'the service said Some.Code' });
  });

  it.each(['throttled', 'ambiguous', 'worker'] as const)('is retried from its beginning after %s', async (family) => {
    const eci = new ScriptedEci({
      describe: (_, call) => (call === 2 ? eciError(family) : [copyOf()]),
      usage: () => ({ used: 1 }),
    });
    const { result, retries } = await survey(eci);
    expect(result).toMatchObject({ kind: 'surveyed', verdicts: [[0, { verdict: 'adopt' }]] });
    expect(retries).toHaveLength(1);
  });
});
