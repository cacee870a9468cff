import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegionControl } from '../../../src/controls/region-control.js';
import type { CopyRecord, CopyState } from '../../../src/copies/copy-record.js';
import { CapacityGate } from '../../../workflows/region/capacity-gate.js';
import { progressOf } from '../../../workflows/region/region-progress.js';
import { isDoubtful, RegionState } from '../../../workflows/region/region-state.js';
import { record } from '../report/support/sample-report.js';

const FULL = { code: 'QuotaExceeded', reason: 'full', immediately: false, liftable: true };
const ENDING = { code: 'Account.Arrearage', reason: 'arrears', immediately: false };
const SKIP = { kind: 'skip', reason: 'left out on request' } as const;
const FORMER = { id: 'edc-old', source: 'edc-0', generation: 0 };

function regionOf(changes: readonly Partial<CopyRecord>[], maxInFlight = 10) {
  const records = changes.map((change, n) => record({ source: `edc-${n}`, ...change }));
  return new RegionState('cn-beijing', records, maxInFlight, CapacityGate.open(0).state);
}

function only(region: RegionState): CopyRecord {
  const [first] = region.records;
  if (first === undefined) throw new RangeError('the region has no copies');
  return first;
}

describe('a copy that is asked for again', () => {
  it.each([
    ['CopyFailed', 3],
    ['Vanished', 3],
    ['IdempotentFailed', 3],
    ['QuotaExceeded', 2],
    ['InvalidParameter', 2],
    ['ReadyTimeout', 2],
    ['ActivityFailed', 2],
  ])('that ended by %s is asked for as generation %i, once it was looked for', (code, generation) => {
    const region = regionOf([{ state: 'failed', code, generation: 2, failures: 3, seenAt: 5, id: 'edc-copy' }]);
    region.control({ kind: 'retryFailed' }, 9);
    expect(only(region)).toMatchObject({ state: 'planned', generation, failures: 0 });
    expect([only(region).seenAt, only(region).code, region.surveyDue]).toEqual([undefined, undefined, true]);
    expect(only(region).ended ?? []).toMatchObject(generation === 3 ? [{ generation: 2, id: 'edc-copy', code }] : []);
  });

  it('keeps the doubt about a request that was never answered', () => {
    const region = regionOf([{ state: 'failed', code: 'QuotaExceeded', ambiguousSince: 7 }]);
    region.control({ kind: 'retryFailed' }, 9);
    expect(only(region).ambiguousSince).toBe(7);
  });

  it('does not take the id of what stands in its way for its own', () => {
    const region = regionOf([{ state: 'conflict', code: 'PathTaken', id: 'edc-of-others', generation: 1 }]);
    region.control({ kind: 'retryFailed' }, 9);
    expect(only(region)).toMatchObject({ state: 'planned', generation: 1, id: undefined });
  });

  it('stays as it ended in a region that asks for nothing any more', () => {
    const region = regionOf([{ state: 'failed', code: 'CopyFailed', id: 'edc-copy' }]);
    region.halt(ENDING);
    region.control({ kind: 'retryFailed' }, 9);
    expect(only(region)).toMatchObject({ state: 'failed', code: 'CopyFailed', id: 'edc-copy' });
  });

  it('has its region go on that had given up, but not one whose run is ending too', () => {
    const region = regionOf([{ state: 'failed', code: 'QuotaExceeded' }]);
    region.halt(FULL);
    region.control({ kind: 'retryFailed' }, 9);
    expect([region.stop, region.next()]).toEqual([undefined, only(region)]);
    region.halt(FULL);
    region.halt(ENDING);
    region.control({ kind: 'retryFailed' }, 9);
    expect(region.stop).toMatchObject({ code: 'QuotaExceeded', liftable: false });
  });
});

describe('a copy that is left out', () => {
  it('whose request is under way is left out by its answer, with its id', () => {
    const region = regionOf([{ state: 'requesting' }]);
    let cancelled = 0;
    region.cancels.set(only(region), () => (cancelled += 1));
    region.control(SKIP, 9);
    expect([only(region).state, cancelled]).toEqual(['requesting', 1]);
    region.move(only(region), 'copying', { id: 'edc-copy' });
    region.leave(only(region), SKIP);
    expect(only(region)).toMatchObject({ state: 'skipped', id: 'edc-copy' });
    expect(only(region).reason).toBe('left out on request; edc-copy is under way and stays');
  });

  it('and may have been made unanswered is looked up first, and asked for no more meanwhile', () => {
    const region = regionOf([{ ambiguousSince: 5 }, {}]);
    region.control({ ...SKIP, source: 'edc-0' }, 9);
    expect(region.leavingInDoubt).toEqual([only(region)]);
    expect(region.next()?.source).toBe('edc-1');
  });

  it('has its verdict first where the region is compared with a preview; a whole region needs none', () => {
    const region = regionOf([{}, {}]);
    region.judging = true;
    region.control({ ...SKIP, source: 'edc-0' }, 9);
    expect([only(region).state, region.next()?.source]).toEqual(['planned', 'edc-1']);
    region.judged();
    expect(only(region).state).toBe('skipped');
    region.judging = true;
    region.control(SKIP, 9);
    expect(region.count('skipped')).toBe(2);
  });

  it('says what it had come to before', () => {
    const region = regionOf([{ state: 'failed', code: 'InvalidParameter' }, { state: 'ready' }]);
    region.control(SKIP, 9);
    expect(only(region)).toMatchObject({ state: 'skipped', reason: 'left out on request; before: InvalidParameter' });
    expect(region.count('ready')).toBe(1);
  });

  it('is noted once, however often it is said', () => {
    const region = regionOf([{}]);
    for (const source of ['edc-0', 'edc-0', 'edc-1', undefined, 'edc-2']) {
      region.control(source === undefined ? SKIP : { ...SKIP, source }, 9);
    }
    expect(region.skips.map(({ source }) => source)).toEqual(['edc-0', 'edc-1', undefined]);
  });

  it('keeps nobody waiting for capacity', () => {
    const region = regionOf([{ state: 'requesting' }, { state: 'copying' }]);
    region.hold(only(region), 5, 'QuotaExceeded', 'full');
    expect(progressOf(region).waitingFor).toMatch(/^capacity: /);
    region.control({ ...SKIP, source: 'edc-0' }, 9);
    expect(progressOf(region)).not.toHaveProperty('waitingFor');
    expect(progressOf(region)).not.toHaveProperty('waitingSince');
  });
});

describe('lower generations of a ready copy', () => {
  const ready = () => regionOf([{ state: 'ready', deleteAfterwards: [FORMER] }]);

  it('stay while the run is paused', () => {
    const region = ready();
    region.control({ kind: 'pause', reason: 'on request' }, 5);
    expect([region.formersToDelete, region.over]).toEqual([[], false]);
    region.control({ kind: 'resume' }, 6);
    expect(region.formersToDelete).toHaveLength(1);
  });

  it('do not keep a region for ever that was paused and then stopped: nobody can resume it', () => {
    const region = ready();
    region.control({ kind: 'pause', reason: 'on request' }, 5);
    region.halt(ENDING);
    expect(region.formersToDelete).toEqual([only(region)]);
    region.formersDeleted(only(region));
    expect(region.over).toBe(true);
  });
});

describe('whatever a region is told, and whatever it is answered', () => {
  const COPIES = 6;
  const source = fc.nat(COPIES).map((n) => (n === COPIES ? {} : { source: `edc-${n}` }));
  const control: fc.Arbitrary<RegionControl> = fc.oneof(
    fc.constant({ kind: 'pause', reason: 'on request' } as const),
    fc.constant({ kind: 'resume' } as const),
    source.map((of) => ({ kind: 'retryFailed' as const, ...of })),
    source.map((of) => ({ ...SKIP, ...of })),
    fc.integer({ min: 1, max: 4 }).map((maxInFlight) => ({ kind: 'setMaxInFlight' as const, maxInFlight })),
  );
  const ANSWERS = ['copying', 'held', 'unanswered', 'failed', 'conflict', 'awaitingSource', 'ready'] as const;
  const step = fc.oneof(
    { weight: 3, arbitrary: control },
    { weight: 4, arbitrary: fc.constant('ask' as const) },
    { weight: 6, arbitrary: fc.record({ answer: fc.constantFrom(...ANSWERS), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.constantFrom(FULL, ENDING) },
  );
  const FINAL: readonly CopyState[] = ['ready', 'skipped'];
  const CODES = ['CopyFailed', 'Vanished', 'InvalidParameter', 'ReadyTimeout'];

  /** What the loops do with an answer. */
  function answer(region: RegionState, of: CopyRecord, how: (typeof ANSWERS)[number], now: number): void {
    if (how === 'held') region.hold(of, now, 'QuotaExceeded', 'full');
    else if (how === 'unanswered') region.move(of, 'planned', { ambiguousSince: of.ambiguousSince ?? now });
    else if (how === 'failed') region.move(of, 'failed', { code: CODES[now % CODES.length], id: `edc-copy-${now}` });
    else if (how === 'conflict') region.move(of, 'conflict', { code: 'PathTaken', id: 'edc-of-others' });
    else region.move(of, how, { ambiguousSince: undefined });
    const skip = region.leaving.get(of);
    if (skip !== undefined && !isDoubtful(of)) region.leave(of, skip);
  }

  it('loses no copy, asks for nothing while paused or left out, and never again for a generation that has ended', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const region = regionOf(
          Array.from({ length: COPIES }, () => ({})),
          3,
        );
        const leftOut = new Set<CopyRecord>();
        for (const [now, next] of steps.entries()) {
          const before = region.records.map(({ state, generation, ambiguousSince }) => ({
            state,
            generation,
            ambiguousSince,
          }));
          if (next === 'ask') {
            const paused = region.paused !== undefined || region.stop !== undefined;
            const copy = region.next();
            if (copy === undefined) continue;
            expect([paused, leftOut.has(copy)]).toEqual([false, false]);
            expect((copy.ended ?? []).every(({ generation }) => generation < copy.generation)).toBe(true);
            region.move(copy, 'requesting');
            expect(region.count('requesting') + region.count('copying')).toBeLessThanOrEqual(region.maxInFlight);
          } else if ('kind' in next) {
            region.control(next, now);
            if (next.kind === 'skip') {
              for (const copy of region.records) {
                if (next.source === undefined || copy.source === next.source) leftOut.add(copy);
              }
            }
          } else if ('immediately' in next) {
            region.halt(next);
          } else {
            const underWay = [...region.in('requesting'), ...region.in('copying')];
            const of = underWay[next.which % Math.max(1, underWay.length)];
            if (of !== undefined) answer(region, of, next.answer, now);
          }
          for (const [n, copy] of region.records.entries()) {
            expect(region.in(copy.state).has(copy)).toBe(true);
            const was = before[n];
            if (was === undefined) continue;
            if (FINAL.includes(was.state)) expect(copy.state).toBe(was.state);
            expect(copy.generation).toBeGreaterThanOrEqual(was.generation);
            const isControlled = typeof next === 'object' && 'kind' in next;
            const isDoubtKept = was.ambiguousSince === undefined || copy.ambiguousSince !== undefined;
            if (isControlled && copy.generation === was.generation) expect(isDoubtKept).toBe(true);
          }
        }
        // Once every request is answered, what was left out has its outcome.
        for (const copy of region.in('requesting')) answer(region, copy, 'failed', steps.length);
        for (const [copy, skip] of region.leaving) region.leave(copy, skip);
        for (const copy of leftOut) expect(FINAL).toContain(copy.state);
      }),
      { numRuns: 100 },
    );
  });
});
