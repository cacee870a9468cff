import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { type PackedRecords, packRecords, unpackRecords } from '../../../src/copies/packed-records.js';
import { roomForCopies } from '../../../src/copies/room-for-copies.js';
import { fitReasons } from '../../../src/payload/fit-reasons.js';
import { MAX_PAYLOAD, payloadBytes } from '../../../src/payload/payload-size.js';
import { longId, longPath, longReason, randomHex } from '../../support/long-copies.js';
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

const throughPayload = (packed: PackedRecords): PackedRecords => JSON.parse(JSON.stringify(packed));
const list = (length: number, of: (n: number) => CopyRecord) => Array.from({ length }, (_, n) => of(n));

/** A copy as a real region holds it, with ids of the service's own length. */
function ready(n: number, path = longPath(n, 200, 5)): CopyRecord {
  const requestedAt = START + ((n * 7_919) % 3_600_000);
  return {
    source: longId(`source ${n}`),
    bucket: 'llm-weights-prod',
    path,
    name: `llama-3-70b-instruct-shard-${n}`,
    sizeGiB: 140,
    state: 'ready',
    verdict: 'create',
    generation: 0,
    attempts: 3,
    failures: 0,
    id: longId(`copy ${n}`),
    requestId: randomHex(`request ${n}`, 32).replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    requestedAt,
    underWaySince: requestedAt,
    readyAt: requestedAt + 600_000 + ((n * 104_729) % 1_200_000),
    expiresAt: `2026-12-02T${String(10 + (n % 10))}:${String(n % 60).padStart(2, '0')}Z`,
    seenAt: START + 90_000,
  };
}

/** A copy that failed after it was renewed, with everything as long as the service has it and different from every other. */
function worst(n: number, length: number, own: number): CopyRecord {
  const former = { id: longId(`former ${n}`), generation: 0 };
  return {
    ...ready(n, longPath(n, length, own)),
    state: 'failed',
    verdict: 'renew',
    generation: 1,
    code: 'CopyFailed',
    reason: longReason(n),
    ended: [{ ...former, code: 'Renewed', reason: longReason(-1 - n) }],
    deleteAfterwards: [{ ...former, source: longId(`source ${n}`) }],
  };
}

/** As JSON: of 2,000 copies, texts are compared in a fraction of the time. */
const withoutReasons = (copies: readonly CopyRecord[]) =>
  JSON.stringify(copies, (key, value: unknown) => (key === 'reason' ? undefined : value));

/** As it started. */
function planned({ source, bucket, path, name, sizeGiB }: CopyRecord): CopyRecord {
  return { source, bucket, path, name, sizeGiB, state: 'planned', generation: 0, attempts: 0, failures: 0 };
}

/** Numbers of copies, and the length and the different part of their paths. */
const worstRegions = fc.record({
  copies: fc.integer({ min: 1500, max: 2000 }),
  length: fc.integer({ min: 115, max: 255 }),
  own: fc.integer({ min: 10, max: 100 }),
});

describe('packed records', () => {
  it('come back whole through a payload, readable or compressed', () => {
    fc.assert(
      fc.property(fc.array(records, { maxLength: 8 }), fc.constantFrom({}, { readable: 0 }), (some, how) => {
        expect(unpackRecords(throughPayload(packRecords(some, how)))).toEqual(some);
      }),
    );
  });

  it('are the records themselves, by name, in a region of a hundred copies', () => {
    const some = list(90, ready);
    expect(packRecords(some)).toEqual(some);
  });

  it('cut a long reason, also that of a generation that ended, and nothing else', () => {
    const long = 'x'.repeat(5000);
    const failed = record({ reason: long, path: '/'.repeat(500), ended: [{ generation: 0, code: 'A', reason: long }] });
    const [unpacked] = unpackRecords(packRecords([failed]));
    expect(unpacked).toEqual({
      ...failed,
      reason: 'x'.repeat(160),
      ended: [{ generation: 0, code: 'A', reason: 'x'.repeat(160) }],
    });
    expect(failed.reason).toBe(long);
  });

  it('take at most 150 bytes per copy in a large region, however many copies it has', () => {
    const [thousand, all] = [1000, 2000].map((copies) => payloadBytes(packRecords(list(copies, ready))) / copies);
    expect(all).toBeLessThanOrEqual(150);
    expect(all).toBeLessThanOrEqual((thousand ?? 0) * 1.05);
    expect(payloadBytes(packRecords(list(2000, (n) => planned(ready(n)))))).toBeLessThanOrEqual(128 * 1024);
  });

  it('of 2,000 copies fit one payload wherever they have room at the start, and lose only the ends of reasons', () => {
    fc.assert(
      fc.property(worstRegions, ({ copies, length, own }) => {
        const ended = list(copies, (n) => worst(n, length, own));
        fc.pre(roomForCopies(ended.map(planned), 1).kind === 'enough');
        const packed = fitReasons((reasonLength) => packRecords(ended, { reasonLength }));
        expect(payloadBytes(packed)).toBeLessThanOrEqual(MAX_PAYLOAD);
        const whole = unpackRecords(throughPayload(packed));
        expect(withoutReasons(whole) === withoutReasons(ended)).toBe(true);
        expect(whole.every(({ reason }, n) => ended[n]?.reason?.startsWith(reason ?? '-') === true)).toBe(true);
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  it('have room for 2,000 copies with paths of 255 characters, of which 70 differ', () => {
    const begun = list(2000, (n) => planned(worst(n, 255, 70)));
    expect(roomForCopies(begun, 20)).toEqual({ kind: 'enough' });
    expect(roomForCopies(begun, 100)).toMatchObject({ kind: 'runTooLarge' });
    const other = list(2000, (n) => planned(worst(n, 255, 240)));
    const room = roomForCopies(other, 1);
    expect(room).toMatchObject({ kind: 'regionTooLarge' });
    const { fitting } = room as Extract<typeof room, { fitting: number }>;
    expect(roomForCopies(other.slice(0, fitting), 1)).toEqual({ kind: 'enough' });
    expect(fitting).toBeGreaterThan(1000);
  });

  const BROKEN: readonly [string, unknown][] = [
    ['an unknown state', { ...record({}), state: 'melting' }],
    ['no state', { ...record({}), state: undefined }],
    ['an unknown verdict', { ...record({}), verdict: 'maybe' }],
    ['a source that is not text', { ...record({}), source: 1 }],
    ['a generation that is not a number', { ...record({}), generation: '1' }],
    ['nothing', {}],
  ];
  it.each(BROKEN)('are rejected, never guessed at, with %s', (_, broken) => {
    expect(() => unpackRecords([broken as CopyRecord])).toThrow(RangeError);
    expect(() => unpackRecords(packRecords([broken as CopyRecord], { readable: 0 }))).toThrow(RangeError);
  });
});
