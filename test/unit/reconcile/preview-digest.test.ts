import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { PREVIEW_VERDICTS } from '../../../src/copies/verdict.js';
import { previewDigest, verdictDigest } from '../../../src/reconcile/preview-digest.js';
import { record } from '../report/support/sample-report.js';

const verdicts = PREVIEW_VERDICTS.map((verdict) => (verdict === 'none' ? undefined : verdict));

/** A copy as a survey may leave it. */
const judged: fc.Arbitrary<CopyRecord> = fc
  .record({
    source: fc.constantFrom('edc-1', 'edc-2', 'edc-3'),
    path: fc.constantFrom('/a', '/b', '/c'),
    verdict: fc.constantFrom(...verdicts),
    generation: fc.nat(3),
    code: fc.constantFrom('PathTaken', 'Superseded', 'SourceFailed'),
  })
  .map(({ code, ...rest }) => record({ ...rest, ...(rest.verdict === 'adopt' ? {} : { code }) }));

const region = fc.array(judged, { minLength: 1, maxLength: 8 });

/** All that passes by itself, or says nothing of what is to be done. */
const passing: fc.Arbitrary<Partial<CopyRecord>> = fc.record({
  state: fc.constantFrom('planned' as const, 'copying' as const, 'ready' as const, 'awaitingSource' as const),
  id: fc.string(),
  reason: fc.string(),
  expiresAt: fc.string(),
  name: fc.string(),
  sizeGiB: fc.nat(),
  attempts: fc.nat(),
  readyAt: fc.nat(),
  underWaySince: fc.nat(),
});

const digestOf = (copies: readonly CopyRecord[]) => verdictDigest('cn-beijing', copies);

describe('the digest of a region', () => {
  it('is 64 hex digits and never changes between versions', () => {
    const copies = [record({ verdict: 'create' }), record({ path: '/b', verdict: 'conflict', code: 'PathTaken' })];
    expect(digestOf(copies)).toMatchInlineSnapshot(
      `"6e4295cd1f0e7662462ece8b87449621298344f85beef0cd85e6e9b846cc9817"`,
    );
  });

  it('does not depend on the order of copies', () => {
    const shuffled = region.chain((copies) =>
      fc.tuple(fc.constant(copies), fc.shuffledSubarray(copies, { minLength: copies.length })),
    );
    fc.assert(
      fc.property(shuffled, ([copies, others]) => {
        expect(digestOf(others)).toBe(digestOf(copies));
      }),
    );
  });

  it('does not depend on times, progress, ids or reasons', () => {
    fc.assert(
      fc.property(region, passing, (copies, change) => {
        expect(digestOf(copies.map((copy) => ({ ...copy, ...change })))).toBe(digestOf(copies));
      }),
    );
  });

  it('changes with the verdict, generation, source, place or code of a copy that is not created', () => {
    const change = fc.constantFrom<Partial<CopyRecord>>(
      ...verdicts.map((verdict) => ({ verdict })),
      { generation: 4 },
      { source: 'edc-4' },
      { bucket: 'other' },
      { path: '/d' },
      { code: 'Other' },
    );
    fc.assert(
      fc.property(region, change, fc.nat(7), (copies, changed, at) => {
        const index = at % copies.length;
        const before = copies[index];
        if (before === undefined) throw new RangeError('no such copy');
        const after = { ...before, ...changed };
        const isTold = before.verdict === undefined || before.verdict === 'conflict';
        fc.pre(Object.entries(changed).some(([key, value]) => before[key as keyof CopyRecord] !== value));
        fc.pre(!('code' in changed) || isTold);
        fc.pre(!('generation' in changed) || before.verdict !== 'create');
        expect(digestOf(copies.with(index, after))).not.toBe(digestOf(copies));
      }),
    );
  });

  it('stays the same when a former copy in deletion disappears and the new copy has a lower generation', () => {
    const created = (generation: number) => digestOf([record({ verdict: 'create', generation })]);
    expect(created(1)).toBe(created(0));
  });

  it('differs between regions', () => {
    expect(verdictDigest('cn-beijing', [])).not.toBe(verdictDigest('cn-shanghai', []));
  });
});

describe('the digest of a preview', () => {
  const regions = ['a', 'b'].map((digest, i) => ({ region: `region-${i}`, verdictDigest: digest }));

  it('changes with the plan, with any region, and with their order in the plan', () => {
    const digests = [
      previewDigest('plan', regions),
      previewDigest('other', regions),
      previewDigest('plan', regions.slice(1)),
      previewDigest('plan', regions.toReversed()),
      previewDigest('plan', regions.with(1, { region: 'region-1', verdictDigest: 'c' })),
    ];
    expect(new Set(digests).size).toBe(digests.length);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  });
});
