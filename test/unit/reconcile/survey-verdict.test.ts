import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataCache } from '../../../src/eci/data-cache.js';
import { copyOrigin, copyTags } from '../../../src/reconcile/copy-tags.js';
import {
  failureReason,
  type SurveyScope,
  type SurveyVerdict,
  surveyVerdict,
} from '../../../src/reconcile/survey-verdict.js';
import { cache } from '../activities/support/samples.js';

const scope: SurveyScope = { plan: 'llm-weights', sourceRegion: 'cn-hongkong', tags: { team: 'inference' } };
const wanted = { source: 'edc-source', bucket: 'models', path: '/llama-3', name: 'llama-3' };

interface Made extends Partial<DataCache> {
  readonly plan?: string;
  readonly source?: string;
  readonly sourceRegion?: string;
  readonly generation?: number;
}

/** A copy at the wanted place: this plan's, of the wanted source, Available and generation 0 unless said. */
function copy(change: Made = {}): DataCache {
  const { plan = scope.plan, source = wanted.source, sourceRegion = scope.sourceRegion, ...rest } = change;
  const { generation = 0, ...fields } = rest;
  const identity = { ...wanted, source, sourceRegion, region: 'cn-beijing', generation };
  return cache({ id: 'edc-copy', name: wanted.name, tags: copyTags(identity, plan, scope.tags), ...fields });
}

const judge = (standing: readonly DataCache[], change: Partial<SurveyScope> = {}) =>
  surveyVerdict(wanted, standing, { ...scope, ...change });

const adopt = (change: object = {}) => ({
  verdict: 'adopt',
  generation: 0,
  id: 'edc-copy',
  status: 'Available',
  ...change,
});

describe('the verdict of a copy', () => {
  const TABLE: readonly [string, DataCache[], object][] = [
    ['nothing stands there', [], { verdict: 'create', generation: 0 }],
    ['ours is Available', [copy()], adopt()],
    ...['Loading', 'Creating', 'Updating', 'UpdateFailed', 'Frozen', ''].map(
      (status): [string, DataCache[], object] => [
        `ours is ${status || 'without status'}`,
        [copy({ status })],
        adopt({ status }),
      ],
    ),
    ["it is another plan's copy of the same source", [copy({ plan: 'other' })], adopt()],
    [
      'ours will expire',
      [copy({ expiresAt: '2026-12-02T10:01Z' })],
      adopt({ expiresAt: '2026-12-02T10:01Z', reason: 'it expires at 2026-12-02T10:01Z' }),
    ],
    [
      'ours is Failed',
      [copy({ status: 'Failed' })],
      {
        verdict: 'recreate',
        generation: 1,
        failedId: 'edc-copy',
        deletable: true,
        reason: 'copy edc-copy ended Failed',
      },
    ],
    [
      "another plan's is Failed",
      [copy({ status: 'Failed', plan: 'other', generation: 7 })],
      {
        verdict: 'recreate',
        generation: 8,
        failedId: 'edc-copy',
        deletable: false,
        reason: 'copy edc-copy ended Failed',
      },
    ],
    ['ours is being deleted', [copy({ status: 'Deleting', generation: 2 })], { verdict: 'create', generation: 3 }],
    [
      'it is of nobody we know',
      [cache()],
      { verdict: 'conflict', id: 'edc-other', code: 'PathTaken', reason: 'edc-other already stands at this path' },
    ],
    ['a Failed one of somebody else', [cache({ status: 'Failed' })], { verdict: 'conflict', code: 'PathTaken' }],
    [
      "another plan's copy of another source",
      [copy({ plan: 'other', source: 'edc-2' })],
      { verdict: 'conflict', code: 'PathTaken' },
    ],
    [
      "this plan's copy of another source",
      [copy({ source: 'edc-2' })],
      {
        verdict: 'conflict',
        id: 'edc-copy',
        code: 'Superseded',
        reason: "edc-copy at this path is this plan's copy of edc-2",
      },
    ],
    ['a copy of this id in another source region', [copy({ sourceRegion: 'cn-shanghai' })], { verdict: 'conflict' }],
    ['a copy with an unreadable generation', [copy({ generation: -1 })], { verdict: 'conflict', code: 'PathTaken' }],
    ['ours beside one of somebody else', [cache(), copy()], adopt()],
    [
      'two generations: the highest rules',
      [copy({ id: 'edc-old' }), copy({ id: 'edc-new', generation: 1, status: 'Creating' })],
      adopt({ id: 'edc-new', generation: 1, status: 'Creating' }),
    ],
    [
      'a tenth and a ninth generation: numbers, not text',
      [copy({ id: 'edc-9', generation: 9 }), copy({ id: 'edc-10', generation: 10 })],
      adopt({ id: 'edc-10', generation: 10 }),
    ],
    [
      'a Failed highest generation above an Available one',
      [copy({ id: 'edc-old' }), copy({ id: 'edc-new', generation: 1, status: 'Failed' })],
      { verdict: 'recreate', generation: 2, failedId: 'edc-new' },
    ],
    [
      'two of one generation: the usable one',
      [copy({ id: 'edc-a', status: 'Failed' }), copy({ id: 'edc-b', status: 'Creating' }), copy({ id: 'edc-c' })],
      adopt({ id: 'edc-c' }),
    ],
    [
      'two of one generation, none usable yet: the one under way',
      [copy({ id: 'edc-a', status: 'Deleting' }), copy({ id: 'edc-b', status: 'Loading' })],
      adopt({ id: 'edc-b', status: 'Loading' }),
    ],
  ];
  it.each(TABLE)('when %s', (_, standing, verdict) => {
    expect(judge(standing)).toMatchObject(verdict);
  });

  it('adopts what equals the plan without a word', () => {
    expect(judge([copy()])).toEqual(adopt());
  });

  const DIFFERENCES: readonly [string, DataCache, Partial<SurveyScope>, string][] = [
    ['its name', copy({ name: 'old' }), {}, 'its name is old'],
    ['a tag', copy(), { tags: { team: 'training', tier: '1' } }, 'its tags differ: team, tier'],
    ['an end it should have', copy(), { retentionDays: 30 }, 'it never expires'],
    ['several', copy({ name: 'old' }), { retentionDays: 30 }, 'its name is old; it never expires'],
  ];
  it.each(DIFFERENCES)('reports, and never buys for, a difference in %s', (_, shown, change, reason) => {
    expect(judge([shown], change)).toEqual(adopt({ reason }));
  });

  it('gives the last warning as the reason of a Failed copy', () => {
    const events = [
      { type: 'Warning', reason: 'Disk', message: 'too small' },
      { type: 'Warning', reason: 'Source', message: 'gone' },
      { type: 'Normal', reason: 'Done', message: 'fine' },
    ];
    expect(failureReason(copy({ status: 'Failed', events }))).toBe('Source: gone');
  });
});

/** Any few caches at one place, each with its own id. */
const standings = fc
  .array(
    fc.record({
      plan: fc.constantFrom('llm-weights', 'other'),
      source: fc.constantFrom('edc-source', 'edc-2'),
      sourceRegion: fc.constantFrom('cn-hongkong', 'cn-hongkong', 'cn-shanghai'),
      generation: fc.integer({ min: -1, max: 3 }),
      status: fc.constantFrom('Available', 'Creating', 'Failed', 'Deleting', 'UpdateFailed', 'Frozen'),
      tagged: fc.constantFrom(true, true, false),
    }),
    { maxLength: 6 },
  )
  .map((made) =>
    made.map(({ tagged, ...change }, n) => ({ ...copy(change), id: `edc-${n}`, ...(tagged ? {} : { tags: {} }) })),
  );

function isOurs(shown: DataCache): boolean {
  const origin = copyOrigin(shown);
  return origin?.source === wanted.source && origin.sourceRegion === scope.sourceRegion;
}

function named(verdict: SurveyVerdict): string | undefined {
  if (verdict.verdict === 'create') return undefined;
  return verdict.verdict === 'recreate' ? verdict.failedId : verdict.id;
}

describe('whatever stands at a place', () => {
  it('has one verdict, in whatever order it is listed', () => {
    const shuffled = standings.chain((standing) =>
      fc.tuple(fc.constant(standing), fc.shuffledSubarray(standing, { minLength: standing.length })),
    );
    fc.assert(
      fc.property(shuffled, ([standing, other]) => {
        expect(judge(other)).toEqual(judge(standing));
      }),
      { numRuns: 500 },
    );
  });

  it('is adopted, or named for deletion, only if it is ours; and deletable only if it is this plan’s', () => {
    fc.assert(
      fc.property(standings, (standing) => {
        const verdict = judge(standing);
        const shown = standing.find(({ id }) => id === named(verdict));
        expect(shown === undefined).toBe(verdict.verdict === 'create');
        if (shown === undefined) return;
        expect(isOurs(shown)).toBe(verdict.verdict !== 'conflict');
        if (verdict.verdict === 'recreate') {
          expect(shown.status).toBe('Failed');
          expect(verdict.deletable).toBe(copyOrigin(shown)?.plan === scope.plan);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is never overwritten, and its generations are never used again', () => {
    fc.assert(
      fc.property(standings, (standing) => {
        const verdict = judge(standing);
        const ours = standing.filter(isOurs);
        const highest = Math.max(-1, ...ours.map((shown) => copyOrigin(shown)?.generation ?? -1));
        if (verdict.verdict === 'create' || verdict.verdict === 'recreate') {
          expect(verdict.generation).toBe(highest + 1);
          expect(standing.length === 0 || ours.length > 0).toBe(true);
        }
        if (verdict.verdict === 'adopt') expect(verdict.generation).toBe(highest);
        if (verdict.verdict === 'conflict') expect(ours).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
