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
function region(standing: readonly DataCache[], usage?: () => DataCacheUsage | EciError) {
  return new ScriptedEci({
    describe: ({ bucket, nextToken = '0' }: DescribeQuery) => {
      const matching = standing.filter((shown) => shown.bucket === (bucket ?? 'default'));
      const start = Number(nextToken);
      const more = matching.length > start + 2 ? { nextToken: String(start + 2) } : {};
      return { caches: matching.slice(start, start + 2), ...more };
    },
    ...(usage === undefined ? {} : { usage }),
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
    expect(result).toEqual({ kind: 'surveyed', verdicts: [[0, { verdict: 'create', generation: 1 }]] });
  });

  it('does not call ListUsage if any cache was listed', async () => {
    const eci = region([cache({ path: '/else' })]);
    expect((await survey(eci)).result).toEqual({ kind: 'surveyed', verdicts: [] });
    expect(eci.usages).toBe(0);
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
    expect(result).toEqual({ kind: 'blind', reason: expect.stringContaining(reason) });
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

describe('a survey that is refused', () => {
  it.each(['region', 'account', 'request'] as const)('ends with the refusal of family %s', async (family) => {
    const eci = new ScriptedEci({ describe: () => eciError(family, 'Some.Code') });
    const { result } = await tryOnce(() => surveyRegion({ eci })(surveyTask()));
    expect(result).toEqual({ kind: 'refused', family, code: 'Some.Code', reason: 'the service said Some.Code' });
  });

  it.each(['throttled', 'ambiguous', 'capacity'] as const)('is retried from its beginning after %s', async (family) => {
    const eci = new ScriptedEci({ describe: (_, call) => (call === 2 ? eciError(family) : [copyOf()]) });
    const { result, retries } = await survey(eci);
    expect(result).toMatchObject({ kind: 'surveyed', verdicts: [[0, { verdict: 'adopt' }]] });
    expect(retries).toHaveLength(1);
  });
});
