import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { copyKey, forgetDeleted, recalled, rememberedCopies } from '../../../src/copies/region-memory.js';
import { packList } from '../../../src/payload/packed-list.js';
import { MAX_PAYLOAD, payloadBytes } from '../../../src/payload/payload-size.js';
import { record } from '../report/support/sample-report.js';

const PLACE = { source: 'edc-1', bucket: 'models', path: '/llama-3' };
const OURS = { id: 'edc-copy', requestedAt: 1, underWaySince: 1 };
const DELETED = { left: [] };

const remembered = (change: Partial<CopyRecord>) => rememberedCopies([record(change)])[0];

describe('what a region leaves to the next run', () => {
  it.each<[string, Partial<CopyRecord>, object]>([
    [
      'a ready copy',
      { ...OURS, state: 'ready', readyAt: 2, expiresAt: 'x' },
      { id: 'edc-copy', seen: true, expiresAt: 'x' },
    ],
    [
      'an adopted copy',
      { id: 'edc-copy', state: 'copying', verdict: 'adopt', seen: true },
      { id: 'edc-copy', seen: true },
    ],
    ['a copy under way that was never seen', { ...OURS, state: 'copying' }, { id: 'edc-copy' }],
    ['a copy that took too long', { ...OURS, state: 'failed', code: 'ReadyTimeout' }, { id: 'edc-copy' }],
    ['a copy that was left out while under way', { ...OURS, state: 'skipped' }, { id: 'edc-copy' }],
    ['a copy with a retention', { ...OURS, state: 'copying', retentionDays: 9 }, { id: 'edc-copy', retentionDays: 9 }],
    ['a copy that was not looked up any more', { state: 'planned', id: 'edc-copy' }, { id: 'edc-copy' }],
  ])('remembers %s by its id', (_, change, expected) => {
    expect(remembered({ ...change, generation: 2 })).toEqual({ ...PLACE, generation: 2, ...expected });
  });

  it.each(['CopyFailed', 'Vanished', 'IdempotentFailed'])(
    'remembers that a generation ended with %s, and forgets its id',
    (code) => {
      expect(remembered({ ...OURS, state: 'failed', code })).toEqual({ ...PLACE, generation: 1 });
    },
  );

  it('remembers which generations ended before the one that is planned', () => {
    const ended = [{ generation: 1, id: 'edc-gone', code: 'Vanished' }];
    expect(remembered({ generation: 2, ended })).toEqual({ ...PLACE, generation: 2 });
  });

  it.each<[string, Partial<CopyRecord>]>([
    ['a copy that was never requested', {}],
    ['a request that was never answered', { ambiguousSince: 1 }],
    ['a cache in the way', { state: 'conflict', id: 'edc-of-others', code: 'PathTaken' }],
  ])('says nothing of %s', (_, change) => {
    expect(remembered(change)).toBeUndefined();
  });

  it('remembers as ended what was deleted when the run was cancelled, and nothing else', () => {
    const records = [
      record({ ...OURS, state: 'copying' }),
      record({ ...OURS, state: 'copying', source: 'edc-2', id: 'edc-kept' }),
      record({ state: 'ready', verdict: 'adopt', source: 'edc-3', id: 'edc-adopted' }),
    ];
    const left = [{ reason: 'it was never shown', rows: '1' }];
    expect(rememberedCopies(records, { left })).toMatchObject([
      { source: 'edc-1', generation: 1 },
      { source: 'edc-2', generation: 0, id: 'edc-kept' },
      { source: 'edc-3', generation: 0, id: 'edc-adopted' },
    ]);
    expect(rememberedCopies(records, { ...DELETED, lost: true })[0]).toMatchObject({ id: 'edc-copy' });
  });

  it('forgets the ids that a prune deleted, however the service spelled their places', () => {
    const memory = [{ ...PLACE, generation: 1, id: 'edc-copy', seen: true as const }];
    const pruned = { ...PLACE, path: '/llama-3/', generation: 1, id: 'edc-copy' };
    expect(forgetDeleted(memory, [pruned])).toEqual([
      { ...PLACE, generation: 2 },
      { ...PLACE, path: '/llama-3/', generation: 2 },
    ]);
  });

  it('remembers the generations that a prune deleted where nothing else is known', () => {
    expect(forgetDeleted([], [{ ...PLACE, generation: 3, id: 'edc-copy' }])).toEqual([{ ...PLACE, generation: 4 }]);
  });

  it('fits in one payload for 2,000 copies with ids of the usual length', () => {
    const id = fc.sample(fc.stringMatching(/^edc-[0-9a-z]{20}$/), { numRuns: 4_000, seed: 1 });
    const records = Array.from({ length: 2_000 }, (_, n) =>
      record({
        ...OURS,
        source: id[n] ?? '',
        id: id[2_000 + n] ?? '',
        path: `/models/${n}`,
        expiresAt: '2026-11-16T02:43Z',
      }),
    );
    expect(payloadBytes(packList(rememberedCopies(records)))).toBeLessThan(MAX_PAYLOAD);
  });
});

describe('a record that is recalled', () => {
  it('is the same copy however the service spells its place in one run and in the next', () => {
    const spelled = { ...PLACE, bucket: 'Models', path: 'llama-3/' };
    expect(copyKey(spelled)).toBe(copyKey(PLACE));
    expect(copyKey({ ...PLACE, path: '/llama-3/old' })).not.toBe(copyKey(PLACE));
  });

  it('never falls back to a generation that has ended', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(9), fc.option(fc.constant('edc-copy'), { nil: undefined }), (own, known, id) => {
        const change = recalled(record({ generation: own }), { ...PLACE, generation: known, id });
        expect(change.generation).toBe(Math.max(own, known));
        expect(change.id).toBe(known >= own ? id : undefined);
      }),
    );
  });

  it('keeps the id that the run itself knows', () => {
    const own = record({ id: 'edc-own', state: 'copying' });
    expect(recalled(own, { ...PLACE, generation: 1, id: 'edc-copy' })).toEqual({ generation: 1 });
  });

  it('is remembered by the next run just as well', () => {
    const copy = { ...PLACE, generation: 2, id: 'edc-copy', expiresAt: '2026-11-16T02:43Z', seen: true as const };
    const next = record({});
    expect(rememberedCopies([{ ...next, ...recalled(next, copy) }])).toEqual([copy]);
  });
});
