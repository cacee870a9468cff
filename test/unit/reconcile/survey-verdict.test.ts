import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormerCopy } from '../../../src/copies/copy-record.js';
import type { DataCache } from '../../../src/eci/eci.js';
import { copyOrigin, copyTags } from '../../../src/reconcile/copy-tags.js';
import type { SurveyScope, WantedCopy } from '../../../src/reconcile/survey-scope.js';
import { failureReason, type SurveyVerdict, surveyVerdict } from '../../../src/reconcile/survey-verdict.js';
import { cache } from '../activities/support/samples.js';

/** Nothing expires but by `renewBefore`. */
const NOW = Date.parse('2026-11-02T10:00:00Z');
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
  surveyVerdict(wanted, standing, { ...scope, ...change }, NOW);

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
      adopt({ expiresAt: '2026-12-02T10:01Z', reason: 'it expires at 2026-12-02T10:01Z, and the plan says never' }),
    ],
    [
      'ours is Failed',
      [copy({ status: 'Failed' })],
      {
        verdict: 'recreate',
        generation: 1,
        id: 'edc-copy',
        deleteFirst: [{ id: 'edc-copy', source: 'edc-source', generation: 0, status: 'Failed' }],
        reason: 'copy edc-copy ended Failed',
      },
    ],
    [
      "another plan's is Failed",
      [copy({ status: 'Failed', plan: 'other', generation: 7 })],
      {
        verdict: 'recreate',
        generation: 8,
        id: 'edc-copy',
        reason: 'copy edc-copy ended Failed',
      },
    ],
    ['ours is being deleted', [copy({ status: 'Deleting', generation: 2 })], { verdict: 'create', generation: 3 }],
    [
      'it is of nobody we know',
      [cache()],
      { verdict: 'conflict', id: 'edc-other', code: 'PathTaken', reason: 'edc-other already exists at this path' },
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
        reason: 'edc-copy at this path is a copy of edc-2 by this plan',
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
      { verdict: 'recreate', generation: 2, id: 'edc-new' },
    ],
    [
      'a lower generation of this plan goes once the highest is Available',
      [copy({ id: 'edc-old' }), copy({ id: 'edc-new', generation: 1 }), copy({ id: 'edc-0', plan: 'other' })],
      adopt({
        id: 'edc-new',
        generation: 1,
        deleteAfterwards: [{ id: 'edc-old', source: 'edc-source', generation: 0 }],
      }),
    ],
    [
      'a Failed highest above a lower one: the Failed one goes first, the lower one afterwards',
      [copy({ id: 'edc-old' }), copy({ id: 'edc-new', generation: 1, status: 'Failed' })],
      {
        verdict: 'recreate',
        deleteFirst: [{ id: 'edc-new', source: 'edc-source', generation: 1, status: 'Failed' }],
        deleteAfterwards: [{ id: 'edc-old', source: 'edc-source', generation: 0 }],
      },
    ],
    [
      'ours is Failed beside one of somebody else: nothing is bought there',
      [copy({ status: 'Failed' }), cache()],
      { verdict: 'conflict', id: 'edc-other', code: 'PathTaken' },
    ],
    [
      "this plan's copy of another source is being deleted: its generation is not used again",
      [copy({ source: 'edc-2', status: 'Deleting', generation: 4 })],
      { verdict: 'create', generation: 5 },
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

  const RENEWAL: readonly [string, DataCache[], Partial<SurveyScope>, object][] = [
    [
      'is renewed beside the old one within `renewBefore` of its expiry',
      [copy({ expiresAt: '2026-11-03T10:00Z' })],
      {},
      {
        verdict: 'renew',
        generation: 1,
        id: 'edc-copy',
        reason: 'edc-copy expires at 2026-11-03T10:00Z',
        deleteAfterwards: [{ id: 'edc-copy', source: 'edc-source', generation: 0 }],
      },
    ],
    ['is adopted a minute before that', [copy({ expiresAt: '2026-11-03T10:01Z' })], {}, { verdict: 'adopt' }],
    [
      'goes first where the plan says replace',
      [copy({ expiresAt: '2026-11-03T10:00Z' }), copy({ id: 'edc-9', generation: 9, expiresAt: '2026-11-02T10:00Z' })],
      { renew: 'replace' },
      {
        verdict: 'renew',
        generation: 10,
        deleteFirst: [{ id: 'edc-9', source: 'edc-source', generation: 9 }],
        deleteAfterwards: [{ id: 'edc-copy', source: 'edc-source', generation: 0 }],
      },
    ],
    [
      "is renewed beside another plan's, which is not ours to delete",
      [copy({ plan: 'other', expiresAt: '2026-11-03T10:00Z' })],
      { renew: 'replace' },
      { verdict: 'renew', generation: 1, reason: 'edc-copy expires at 2026-11-03T10:00Z' },
    ],
    [
      'is not renewed while it is made',
      [copy({ status: 'Creating', expiresAt: '2026-11-02T10:00Z' })],
      {},
      { verdict: 'adopt' },
    ],
    ['is not renewed when its expiry cannot be read', [copy({ expiresAt: 'soon' })], {}, { verdict: 'adopt' }],
    [
      'is not renewed beside one of somebody else',
      [copy({ expiresAt: '2026-11-03T10:00Z' }), cache()],
      {},
      { verdict: 'conflict', id: 'edc-other', code: 'PathTaken' },
    ],
  ];
  it.each(RENEWAL)('that expires %s', (_, standing, change, verdict) => {
    const found = judge(standing, { renewBefore: 24 * 3_600_000, ...change });
    expect(found).toMatchObject(verdict);
    if ('reason' in verdict)
      for (const key of Object.keys(found)) expect([...Object.keys(verdict), 'id']).toContain(key);
  });

  it('supersedes a copy of another source by this plan if policy.supersede is replace, one generation above it', () => {
    const standing = [
      copy({ source: 'edc-2', generation: 4 }),
      copy({ id: 'edc-3', source: 'edc-3', status: 'Failed' }),
    ];
    expect(judge(standing, { supersede: 'replace' })).toEqual({
      verdict: 'supersede',
      generation: 5,
      id: 'edc-3',
      reason: 'edc-3 at this path is a copy of edc-3 by this plan',
      deleteFirst: [
        { id: 'edc-3', source: 'edc-3', generation: 0, status: 'Failed' },
        { id: 'edc-copy', source: 'edc-2', generation: 4 },
      ],
    });
  });

  it('supersedes nothing of another plan and nothing next to a foreign data cache', () => {
    const foreign = judge([copy({ plan: 'other', source: 'edc-2' })], { supersede: 'replace' });
    expect(foreign).toMatchObject({ verdict: 'conflict', code: 'PathTaken' });
    const beside = judge([copy({ source: 'edc-2' }), cache()], { supersede: 'replace' });
    expect(beside).toMatchObject({ verdict: 'conflict', id: 'edc-other', code: 'PathTaken' });
  });

  it('adopts a copy that matches the plan without a reason', () => {
    expect(judge([copy()])).toEqual(adopt());
  });

  const DIFFERENCES: readonly [string, DataCache, Partial<SurveyScope>, string][] = [
    ['its name', copy({ name: 'old' }), {}, 'its name is old, and the plan says llama-3'],
    ['a tag', copy(), { tags: { team: 'training', tier: '1' } }, 'its tags differ: team, tier'],
    ['an end it should have', copy(), { retentionDays: 30 }, 'it never expires, and the plan says after 30 days'],
    [
      'several',
      copy({ name: 'old' }),
      { retentionDays: 30 },
      'its name is old, and the plan says llama-3; it never expires, and the plan says after 30 days',
    ],
  ];
  it.each(DIFFERENCES)('reports, and never buys for, a difference in %s', (_, shown, change, reason) => {
    expect(judge([shown], change)).toEqual(adopt({ reason }));
  });

  it('uses the warnings as the reason of a Failed copy, newest first, without duplicates', () => {
    const events = [
      { type: 'Warning', reason: 'Disk', message: 'too small' },
      { type: 'Warning', reason: 'Source', message: 'gone' },
      { type: 'Warning', reason: 'Source', message: 'gone' },
      { type: 'Normal', reason: 'Done', message: 'fine' },
    ];
    expect(failureReason(copy({ status: 'Failed', events }))).toBe('Source: gone; Disk: too small');
  });
});

describe('what is known of a copy', () => {
  const judgeKnown = (standing: readonly DataCache[], known: Partial<WantedCopy>, change: Partial<SurveyScope> = {}) =>
    surveyVerdict({ ...wanted, ...known }, standing, { ...scope, ...change }, NOW);

  it('raises the generation to request above those that have ended', () => {
    expect(judgeKnown([], { generation: 2 })).toMatchObject({ verdict: 'create', generation: 2 });
    expect(judgeKnown([copy({ status: 'Failed' })], { generation: 4 })).toMatchObject({ generation: 4 });
  });

  it('adopts it wherever the service shows it, and says where', () => {
    const elsewhere = copy({ bucket: 'mangled', path: '/elsewhere' });
    expect(judgeKnown([elsewhere], { known: { id: 'edc-copy' } })).toMatchObject({
      verdict: 'adopt',
      id: 'edc-copy',
      reason: 'it is shown at mangled:/elsewhere',
    });
  });

  it('adopts it although its tags were changed, but then never deletes it', () => {
    const untagged = copy({ tags: {} });
    const known = { known: { id: 'edc-copy' } };
    expect(judgeKnown([untagged], known)).toMatchObject({ verdict: 'adopt', id: 'edc-copy' });
    const above = judgeKnown([untagged, copy({ id: 'edc-new', generation: 1 })], known);
    expect(above).toMatchObject({ verdict: 'adopt', id: 'edc-new' });
    expect(formersOf(above)).toEqual([]);
  });

  it('prefers it to a twin', () => {
    expect(judgeKnown([copy({ id: 'edc-a' }), copy({ id: 'edc-b' })], { known: { id: 'edc-b' } })).toMatchObject({
      id: 'edc-b',
      reason: 'edc-a is a second copy of the same generation, which is deleted once this one is Available',
      deleteAfterwards: [{ id: 'edc-a', source: 'edc-source', generation: 0 }],
    });
  });
});

describe('a place in another spelling', () => {
  it.each([
    { path: '/llama-3/' },
    { path: 'llama-3' },
    { path: '/Llama-3' },
    { path: '/llama%2D3' },
    { bucket: 'Models' },
    {
      tags: copyTags(
        { ...wanted, source: 'EDC-source', sourceRegion: 'CN-Hongkong', region: 'x', generation: 0 },
        'LLM-weights',
        scope.tags,
      ),
    },
  ])('is the same place: %j', (change) => {
    const verdict = judge([copy(change), copy({ id: 'edc-old', ...change })]);
    expect(verdict).toMatchObject({ verdict: 'adopt', id: 'edc-copy' });
    expect(formersOf(verdict)).toEqual([expect.objectContaining({ id: 'edc-old' })]);
  });
});

describe('a copy of another plan', () => {
  it('does not decide while it is Failed or being deleted and ours is usable', () => {
    for (const status of ['Failed', 'Deleting']) {
      const verdict = judge([copy({ id: 'edc-ours' }), copy({ plan: 'other', generation: 5, status })]);
      expect(verdict).toMatchObject({ verdict: 'adopt', id: 'edc-ours' });
      expect(formersOf(verdict)).toEqual([]);
    }
  });

  it('raises the generation all the same', () => {
    const both = [copy({ status: 'Failed' }), copy({ id: 'edc-2', plan: 'other', generation: 5, status: 'Failed' })];
    expect(judge(both)).toMatchObject({ verdict: 'recreate', generation: 6 });
  });
});

describe('a data cache that is being deleted', () => {
  it('is no conflict, whoever owns it, and its id goes with the request', () => {
    expect(judge([cache({ status: 'Deleting' })])).toEqual({
      verdict: 'create',
      generation: 0,
      leaving: ['edc-other'],
    });
    expect(judge([copy({ status: 'Deleting' })])).toEqual({ verdict: 'create', generation: 1, leaving: ['edc-copy'] });
  });
});

describe('the highest generation that can be written', () => {
  it('is followed by a conflict that says what to do, never by a copy that cannot be recognised', () => {
    expect(judge([copy({ generation: 999_999, status: 'Failed' })])).toMatchObject({
      verdict: 'conflict',
      id: 'edc-copy',
      reason: expect.stringContaining('delete it by hand'),
    });
  });
});

describe('a renewal', () => {
  const granted = copy({ createdAt: '2026-10-10T10:00Z', expiresAt: '2026-11-09T10:00Z' });
  const long = { renewBefore: 40 * 86_400_000, retentionDays: 90 };
  const judgeAsked = (retentionDays: number) =>
    surveyVerdict({ ...wanted, known: { id: 'edc-copy', retentionDays } }, [granted], { ...scope, ...long }, NOW);

  it('is not made where the service grants too few days to gain anything, and the report says so', () => {
    expect(judgeAsked(90)).toMatchObject({
      verdict: 'adopt',
      reason: expect.stringContaining('a new copy would be due at once'),
    });
  });

  it('is made if the copy was requested with another retention, so that its days show nothing', () => {
    expect(judgeAsked(30)).toMatchObject({ verdict: 'renew' });
  });

  it('is made once to find out, if it is not known with which retention the copy was requested', () => {
    expect(judge([granted], long)).toMatchObject({ verdict: 'renew', generation: 1 });
    const renewed = copy({ generation: 1, createdAt: '2026-11-01T10:00Z', expiresAt: '2026-12-01T10:00Z' });
    expect(judge([renewed], long)).toMatchObject({ verdict: 'adopt' });
  });

  it('first tries to extend the copy of this plan where the plan says so', () => {
    const due = { renewBefore: 8 * 86_400_000, retentionDays: 30, renew: 'extend' } as const;
    expect(judge([granted], due)).toMatchObject({
      verdict: 'renew',
      extend: { id: 'edc-copy', generation: 0, expiresAt: '2026-11-09T10:00Z' },
      deleteAfterwards: [{ id: 'edc-copy' }],
    });
    const others = copy({ plan: 'other', createdAt: '2026-10-10T10:00Z', expiresAt: '2026-11-09T10:00Z' });
    expect(judge([others], due)).not.toHaveProperty('extend');
  });
});

describe('an extension', () => {
  const due = { renewBefore: 8 * 86_400_000, renew: 'extend' } as const;
  const shown = copy({ createdAt: '2026-08-12T10:00Z', expiresAt: '2026-11-09T10:00Z' });
  const judgeKnown = (retentionDays: number, asked?: number) =>
    surveyVerdict(
      { ...wanted, ...(asked === undefined ? {} : { known: { id: 'edc-copy', retentionDays: asked } }) },
      [shown],
      { ...scope, ...due, retentionDays },
      NOW,
    );

  it('is not asked for where the days could count from the creation and end sooner', () => {
    expect(judgeKnown(74)).not.toHaveProperty('extend');
    expect(judgeKnown(90)).toHaveProperty('extend');
  });

  it('is asked for again where an earlier one has shown that they do not', () => {
    expect(judgeKnown(74, 74)).toHaveProperty('extend');
    expect(judgeKnown(74, 89)).not.toHaveProperty('extend');
  });
});

describe('a superseded copy', () => {
  it('that is still there once the new one is adopted is deleted where the plan says replace', () => {
    const both = [copy(), copy({ id: 'edc-superseded', source: 'edc-2', generation: 3 })];
    expect(formersOf(judge(both, { supersede: 'replace' }))).toMatchObject([{ id: 'edc-superseded' }]);
    expect(formersOf(judge(both))).toEqual([]);
  });
});

/** Any few caches at one place, each with its own id. */
const standings = fc
  .array(
    fc.record({
      plan: fc.constantFrom('llm-weights', 'other'),
      source: fc.constantFrom('edc-source', 'edc-source', 'edc-2'),
      sourceRegion: fc.constantFrom('cn-hongkong', 'cn-hongkong', 'cn-shanghai'),
      generation: fc.integer({ min: -1, max: 3 }),
      status: fc.constantFrom('Available', 'Available', 'Creating', 'Failed', 'Deleting', 'UpdateFailed', 'Frozen'),
      expiresAt: fc.constantFrom('2026-11-02T11:00Z', '2027-11-02T10:00Z'),
      tagged: fc.constantFrom(true, true, true, false),
    }),
    { maxLength: 6 },
  )
  .map((made) =>
    made.map(({ tagged, ...change }, n) => ({ ...copy(change), id: `edc-${n}`, ...(tagged ? {} : { tags: {} }) })),
  );

const scopes: fc.Arbitrary<Partial<SurveyScope>> = fc.record(
  {
    renewBefore: fc.constant(24 * 3_600_000),
    renew: fc.constantFrom('beside', 'replace', 'extend'),
    supersede: fc.constantFrom('conflict', 'replace'),
  },
  { requiredKeys: [] },
);

function isOurs(shown: DataCache): boolean {
  const origin = copyOrigin(shown);
  return origin?.source === wanted.source && origin.sourceRegion === scope.sourceRegion;
}

function isThisPlans(shown: DataCache): boolean {
  const origin = copyOrigin(shown);
  return origin?.plan === scope.plan && origin.sourceRegion === scope.sourceRegion;
}

function formersOf(verdict: SurveyVerdict): readonly FormerCopy[] {
  if (verdict.verdict === 'conflict') return [];
  return [...(verdict.deleteFirst ?? []), ...(verdict.deleteAfterwards ?? [])];
}

const buys = ({ verdict }: SurveyVerdict) => verdict !== 'adopt' && verdict !== 'conflict';

/** What stands there after a run: what was to go is gone, and what was to be made is Available. */
function afterRun(standing: readonly DataCache[], verdict: SurveyVerdict): DataCache[] {
  const gone = new Set(formersOf(verdict).map(({ id }) => id));
  const left = standing.filter((shown) => !gone.has(shown.id) && (shown.status !== 'Deleting' || !isThisPlans(shown)));
  if (!buys(verdict) || !('generation' in verdict)) return left;
  return [...left, copy({ id: 'edc-made', generation: verdict.generation, expiresAt: '2028-01-01T00:00Z' })];
}

describe('any set of data caches at a place', () => {
  const law = (check: (standing: readonly DataCache[], verdict: SurveyVerdict, change: Partial<SurveyScope>) => void) =>
    fc.assert(
      fc.property(standings, scopes, (standing, change) => check(standing, judge(standing, change), change)),
      { numRuns: 1_000 },
    );

  it('yields one verdict, whatever the order of the listing', () => {
    const shuffled = standings.chain((standing) =>
      fc.tuple(fc.constant(standing), fc.shuffledSubarray(standing, { minLength: standing.length }), scopes),
    );
    fc.assert(
      fc.property(shuffled, ([standing, other, change]) => {
        expect(judge(other, change)).toEqual(judge(standing, change));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is adopted only if ours, and deleted only if made by this plan', () => {
    law((standing, verdict) => {
      const shown = standing.find(({ id }) => 'id' in verdict && id === verdict.id);
      if (verdict.verdict === 'adopt') expect(shown !== undefined && isOurs(shown)).toBe(true);
      for (const former of formersOf(verdict)) {
        const there = standing.find(({ id }) => id === former.id);
        expect(there !== undefined && isThisPlans(there)).toBe(true);
        expect(there?.status).not.toBe('Deleting');
        expect(former.generation).toBe(there === undefined ? undefined : copyOrigin(there)?.generation);
      }
    });
  });

  it('never leads to a purchase next to a foreign data cache, unless that one is deleted first or is in deletion', () => {
    law((standing, verdict) => {
      if (!buys(verdict)) return;
      const first = 'deleteFirst' in verdict ? (verdict.deleteFirst ?? []) : [];
      const others = standing.filter((shown) => !isOurs(shown) && first.every(({ id }) => id !== shown.id));
      for (const other of others) expect(other.status).toBe('Deleting');
    });
  });

  it('never reuses a generation', () => {
    law((standing, verdict) => {
      if (!buys(verdict) || !('generation' in verdict)) return;
      const used = standing.filter((shown) => isOurs(shown) || isThisPlans(shown));
      const highest = Math.max(-1, ...used.map((shown) => copyOrigin(shown)?.generation ?? -1));
      expect(verdict.generation).toBeGreaterThan(
        Math.max(-1, ...standing.filter(isOurs).map((shown) => copyOrigin(shown)?.generation ?? -1)),
      );
      expect(verdict.generation).toBeLessThanOrEqual(highest + 1);
    });
  });

  it('needs nothing after a run: a second run buys and deletes nothing', () => {
    law((standing, verdict, change) => {
      const again = judge(afterRun(standing, verdict), change);
      expect(buys(again)).toBe(false);
      if (verdict.verdict !== 'conflict') expect(formersOf(again)).toEqual([]);
    });
  });
});
