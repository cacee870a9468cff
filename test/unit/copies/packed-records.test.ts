import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { type PackedRecords, packRecords, unpackRecords } from '../../../src/copies/packed-records.js';
import { roomForCopies } from '../../../src/copies/room-for-copies.js';
import { packToFit, PLAIN } from '../../../src/payload/packing.js';
import { MAX_PAYLOAD, payloadBytes } from '../../../src/payload/payload-bytes.js';
import { sha256Hex } from '../../../src/sha256-hex.js';
import { record } from '../report/support/sample-report.js';

const START = Date.parse('2026-11-02T10:00:00Z');
const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const time = maybe(fc.integer({ min: START - 1e9, max: START + 1e10 }));
const states = fc.constantFrom(
  ...(['planned', 'awaitingSource', 'requesting', 'copying', 'ready', 'failed', 'conflict', 'skipped'] as const),
);

const formers: fc.Arbitrary<CopyRecord['deleteFirst']> = maybe(
  fc.array(
    fc.record(
      { id: text, source: text, generation: fc.nat(), status: fc.constant('Failed' as const) },
      {
        requiredKeys: ['id', 'source', 'generation'],
      },
    ),
    { minLength: 1, maxLength: 3 },
  ),
);

const records: fc.Arbitrary<CopyRecord> = fc.record({
  source: text,
  bucket: text,
  path: text,
  name: text,
  sizeGiB: maybe(fc.nat()),
  state: states,
  verdict: maybe(fc.constantFrom('create', 'adopt', 'recreate', 'conflict', 'renew', 'supersede')),
  generation: fc.nat(),
  attempts: fc.nat(),
  id: maybe(text),
  code: maybe(text),
  reason: maybe(text),
  requestId: maybe(text),
  requestedAt: time,
  readyAt: time,
  expiresAt: maybe(text),
  underWaySince: time,
  ambiguousSince: time,
  absentSince: time,
  deleteFirst: formers,
  deleteAfterwards: formers,
  seenAt: time,
  deleted: maybe(
    fc.record({ at: fc.integer({ min: START, max: START + 1e9 }), ids: fc.array(text, { minLength: 1 }) }),
  ),
  ended: maybe(
    fc.array(
      fc.record({ generation: fc.nat(), id: maybe(fc.string({ minLength: 1 })), code: text, reason: maybe(text) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  ),
  failures: fc.nat(),
  vanished: fc.constantFrom(undefined, true),
});

/** As a payload holds it, UTF-8 bytes. */
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const throughPayload = (packed: PackedRecords): PackedRecords => JSON.parse(JSON.stringify(packed));

/** A copy as a real region holds it, its ids of the service's own length. */
function realistic(n: number, change: Partial<CopyRecord> = {}): CopyRecord {
  const serial = String(n).padStart(6, '0');
  return {
    source: `edc-bp15l4vvys94o${serial}`,
    bucket: 'llm-weights-prod',
    path: `/models/llama-3-70b-instruct/shard-${serial}`,
    name: `llama-3-70b-instruct-${serial}`,
    sizeGiB: 140,
    state: 'ready',
    verdict: 'create',
    generation: 0,
    attempts: 3,
    failures: 0,
    id: `edc-2zeb7hmvys94p${serial}`,
    requestId: `89945DD3-9072-47D0-A318-353284${serial}`,
    requestedAt: START + 3_600_000 + n,
    underWaySince: START + 3_600_000 + n,
    readyAt: START + 7_200_000 + n,
    expiresAt: `2026-12-02T${String(10 + (n % 10))}:${String(n % 60).padStart(2, '0')}Z`,
    ...change,
  };
}

/** So many copies, paths that are so long, and so much of each that no other has. */
const worstRegions = fc.record({
  copies: fc.integer({ min: 1500, max: 2000 }),
  length: fc.integer({ min: 105, max: 255 }),
  own: fc.integer({ min: 10, max: 100 }),
});

/** A copy that has failed, with everything as long as the service has it, and different from every other. */
function worst(n: number, length: number, own: number): CopyRecord {
  const unique = sha256Hex(String(n)).repeat(4).slice(0, own);
  const path = `/models/${'a-team-of-a-long-name/'.repeat(12)}`;
  return realistic(n, {
    source: `edc-bp1${sha256Hex(`source ${n}`).slice(0, 17)}`,
    path: path.slice(0, (length - own) / 2) + unique + path.slice(-(length - own) / 2),
    id: `edc-2ze${sha256Hex(`copy ${n}`).slice(0, 17)}`,
    state: 'failed',
    readyAt: undefined,
    expiresAt: undefined,
    seenAt: START + 90_000,
    code: 'CopyFailed',
    reason: `DiskFull: ${sha256Hex(`reason ${n}`).repeat(8)}`,
  });
}

/** As it began. */
function planned({ source, bucket, path, name, sizeGiB }: CopyRecord): CopyRecord {
  const counts = { generation: 0, attempts: 0, failures: 0 };
  return { source, bucket, path, name, sizeGiB, state: 'planned', ...counts };
}

describe('packed records', () => {
  it('hold everything, through a payload and back, packed plainly or tightly', () => {
    const packing = fc.constantFrom(PLAIN, { ...PLAIN, sharesText: true });
    fc.assert(
      fc.property(fc.array(records, { maxLength: 8 }), packing, (list, how) => {
        expect(unpackRecords(throughPayload(packRecords(list, START, how)))).toEqual(list);
      }),
    );
  });

  it('keep the plan’s order and repeat no bucket, code, reason or expiry', () => {
    const list = [3, 1, 2].map((n) =>
      realistic(n, { state: 'failed', code: 'QuotaExceeded', reason: 'full', expiresAt: '2026-12-02T10:01Z' }),
    );
    const packed = packRecords(list, START);
    expect(unpackRecords(packed).map(({ source }) => source)).toEqual(list.map(({ source }) => source));
    expect(packed.strings).toEqual(['llm-weights-prod', '2026-12-02T10:01Z', 'QuotaExceeded', 'full']);
  });

  it('cut a reason that is a page long, and nothing else', () => {
    const [unpacked] = unpackRecords(packRecords([record({ reason: 'x'.repeat(5000), path: '/'.repeat(500) })], START));
    expect(unpacked?.reason).toBe('x'.repeat(160));
    expect(unpacked?.path).toHaveLength(500);
  });

  it('keep a row under 200 bytes beside its destination, at its fullest too', () => {
    const fullest = realistic(7, {
      state: 'copying',
      code: 'QuotaExceeded',
      reason: 'full',
      ambiguousSince: START + 3_600_000,
      absentSince: START + 3_600_000,
      deleteFirst: [{ id: 'edc-2zeb7hmvys94p000006', source: realistic(7).source, generation: 0, status: 'Failed' }],
      vanished: true,
      failures: 2,
    });
    for (const one of [realistic(7), fullest]) {
      const { path, name } = one;
      const [row] = packRecords([one], START).rows;
      expect(bytes(row) - bytes(path) - bytes(name)).toBeLessThanOrEqual(200);
    }
  });

  it('of 2,000 copies fit one payload wherever they have room to begin with, and lose nothing but the ends of reasons', () => {
    fc.assert(
      fc.property(worstRegions, ({ copies, length, own }) => {
        const ended = Array.from({ length: copies }, (_, n) => worst(n, length, own));
        fc.pre(roomForCopies(ended.map(planned), 1).kind === 'enough');
        const packed = packToFit((packing) => packRecords(ended, START, packing));
        expect(payloadBytes(packed)).toBeLessThanOrEqual(MAX_PAYLOAD);
        const whole = unpackRecords(throughPayload(packed));
        expect(whole.map((copy) => ({ ...copy, reason: undefined }))).toEqual(
          ended.map((copy) => ({ ...copy, reason: undefined })),
        );
        expect(whole.every(({ reason }, n) => ended[n]?.reason?.startsWith(reason ?? '-') === true)).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  it('have room for 2,000 copies with paths of 255 characters, of which 70 are their own', () => {
    const begun = Array.from({ length: 2000 }, (_, n) => planned(worst(n, 255, 70)));
    expect(roomForCopies(begun, 20)).toEqual({ kind: 'enough' });
    expect(roomForCopies(begun, 100)).toMatchObject({ kind: 'runTooLarge' });
    const other = begun.map((copy, n) => ({ ...copy, path: worst(n, 255, 240).path }));
    const room = roomForCopies(other, 1);
    expect(room).toMatchObject({ kind: 'regionTooLarge' });
    const { fitting } = room as Extract<typeof room, { fitting: number }>;
    expect(roomForCopies(other.slice(0, fitting), 1)).toEqual({ kind: 'enough' });
    expect(fitting).toBeGreaterThan(1000);
  });

  const packed = packRecords([record({ state: 'ready', code: 'A', verdict: 'create' })], START);
  const [row = []] = packed.rows;
  const BROKEN: readonly [string, readonly (string | number | null)[], readonly string[]][] = [
    ['an unknown state', row.with(4, 99), packed.strings],
    ['an unknown verdict', row.with(9, 99), packed.strings],
    ['a bucket that is not among the strings', row, []],
    ['a source that is no text', row.with(0, 1), packed.strings],
    ['a generation that is no number', row.with(5, '1'), packed.strings],
    ['nothing', [], packed.strings],
  ];
  it.each(BROKEN)('are refused, never guessed at, with %s', (_, broken, strings) => {
    expect(() => unpackRecords({ base: START, strings, rows: [broken] })).toThrow(RangeError);
  });
});
