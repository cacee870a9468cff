import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegionControl } from '../../../src/controls/region-control.js';
import type { CopyRecord, CopyState } from '../../../src/copies/copy-record.js';
import { progressOf } from '../../../workflows/region/region-progress.js';
import { RegionState, type RequestUnderWay } from '../../../workflows/region/region-state.js';
import { record } from '../report/support/sample-report.js';
import { ACCEPTED, answer, copyAt, FULL, regionOf, request, SETTINGS } from './support/sample-region.js';

const GAVE_UP = { code: 'QuotaExceeded', reason: 'full', immediately: false, liftable: true };
const ENDING = { code: 'Account.Arrearage', reason: 'arrears', immediately: false };
const SKIP = { kind: 'skip', reason: 'left out on request' } as const;
const FORMER = { id: 'edc-old', source: 'edc-0', generation: 0 };

const only = (region: RegionState) => copyAt(region, 0);

describe('a copy that is retried', () => {
  it.each([
    ['CopyFailed', 3],
    ['Vanished', 3],
    ['IdempotentFailed', 3],
    ['QuotaExceeded', 2],
    ['InvalidParameter', 2],
    ['ReadyTimeout', 2],
    ['ActivityFailed', 2],
  ])('that ended by %s is requested as generation %i, after a survey of its place', (code, generation) => {
    const region = regionOf([{ state: 'failed', code, generation: 2, failures: 3, seenAt: 5, id: 'edc-copy' }]);
    region.controlled({ kind: 'retryFailed' }, 9);
    expect(only(region)).toMatchObject({ state: 'planned', generation, failures: 0 });
    expect([only(region).seenAt, only(region).code, region.survey.marks.surveyDue]).toEqual([
      undefined,
      undefined,
      true,
    ]);
    expect(only(region).ended ?? []).toMatchObject(generation === 3 ? [{ generation: 2, id: 'edc-copy', code }] : []);
  });

  it('stays ambiguous if a request for it was never answered', () => {
    const region = regionOf([{ state: 'failed', code: 'QuotaExceeded', ambiguousSince: 7 }]);
    region.controlled({ kind: 'retryFailed' }, 9);
    expect(only(region).ambiguousSince).toBe(7);
  });

  it('does not take over the id of the cache in its way', () => {
    const region = regionOf([{ state: 'conflict', code: 'PathTaken', id: 'edc-of-others', generation: 1 }]);
    region.controlled({ kind: 'retryFailed' }, 9);
    expect(only(region)).toMatchObject({ state: 'planned', generation: 1, id: undefined });
  });

  it('stays as it ended in a region that requests nothing any more', () => {
    const region = regionOf([{ state: 'failed', code: 'CopyFailed', id: 'edc-copy' }]);
    region.holds.stopped(ENDING);
    region.controlled({ kind: 'retryFailed' }, 9);
    expect(only(region)).toMatchObject({ state: 'failed', code: 'CopyFailed', id: 'edc-copy' });
  });

  it('makes a region resume that had given up, but not one whose run is ending too', () => {
    const region = regionOf([{ state: 'failed', code: 'QuotaExceeded' }]);
    region.holds.stopped(GAVE_UP);
    region.controlled({ kind: 'retryFailed' }, 9);
    expect([region.holds.stop, region.next()]).toEqual([undefined, only(region)]);
    region.holds.stopped(GAVE_UP);
    region.holds.stopped(ENDING);
    region.controlled({ kind: 'retryFailed' }, 9);
    expect(region.holds.stop).toMatchObject({ code: 'QuotaExceeded', liftable: false });
  });
});

describe('a copy that is skipped', () => {
  it('while it is requested is left out when the request is answered, with its id', () => {
    const region = regionOf([{}]);
    let cancelled = 0;
    const asked = request(region, only(region), () => (cancelled += 1));
    region.controlled(SKIP, 9);
    expect([only(region).state, cancelled]).toEqual(['requesting', 1]);
    answer(region, asked, ACCEPTED, 10);
    expect(only(region)).toMatchObject({ state: 'skipped', id: 'edc-copy' });
    expect(only(region).reason).toBe('left out on request; edc-copy is under way and stays');
  });

  it('and is ambiguous is looked up first, and not requested meanwhile', () => {
    const region = regionOf([{ ambiguousSince: 5 }, {}]);
    region.controlled({ ...SKIP, source: 'edc-0' }, 9);
    expect(region.skips.ambiguous).toEqual([only(region)]);
    expect(region.next()?.source).toBe('edc-1');
  });

  it('gets its verdict first if the region is compared with a preview; a whole region needs none', () => {
    const held = () => {
      const records = [record({ source: 'edc-0' }), record({ source: 'edc-1' })];
      return new RegionState({ ...SETTINGS, expectVerdicts: 'd1gest' }, records, { now: 0 });
    };
    const region = held();
    region.controlled({ ...SKIP, source: 'edc-0' }, 9);
    expect([only(region).state, region.next()?.source]).toEqual(['planned', 'edc-1']);
    region.skips.verdictsKnown();
    expect(only(region).state).toBe('skipped');
    const whole = held();
    whole.controlled(SKIP, 9);
    expect(whole.copies.count('skipped')).toBe(2);
  });

  it('keeps the code with which it ended before', () => {
    const region = regionOf([{ state: 'failed', code: 'InvalidParameter' }, { state: 'ready' }]);
    region.controlled(SKIP, 9);
    expect(only(region)).toMatchObject({ state: 'skipped', reason: 'left out on request; before: InvalidParameter' });
    expect(region.copies.count('ready')).toBe(1);
  });

  it('is noted once, however often it is skipped', () => {
    const region = regionOf([{}]);
    for (const source of ['edc-0', 'edc-0', 'edc-1', undefined, 'edc-2']) {
      region.controlled(source === undefined ? SKIP : { ...SKIP, source }, 9);
    }
    expect(region.skips.list.map(({ source }) => source)).toEqual(['edc-0', 'edc-1', undefined]);
  });

  it('does not count as waiting for capacity', () => {
    const region = regionOf([{}, { state: 'copying' }]);
    answer(region, request(region, only(region)), FULL, 5);
    expect(progressOf(region).waitingFor).toMatch(/^capacity: /);
    region.controlled({ ...SKIP, source: 'edc-0' }, 9);
    expect(progressOf(region)).not.toHaveProperty('waitingFor');
    expect(progressOf(region)).not.toHaveProperty('waitingSince');
  });
});

describe('lower generations of a ready copy', () => {
  const ready = () => regionOf([{ state: 'ready', deleteAfterwards: [FORMER] }]);

  it('are kept while the run is paused', () => {
    const region = ready();
    region.controlled({ kind: 'pause', reason: 'on request' }, 5);
    expect([region.formersToDelete, region.isOver]).toEqual([[], false]);
    region.controlled({ kind: 'resume' }, 6);
    expect(region.formersToDelete).toHaveLength(1);
  });

  it('do not keep open a region that was paused and then stopped, and that no one can resume', () => {
    const region = ready();
    region.controlled({ kind: 'pause', reason: 'on request' }, 5);
    region.holds.stopped(ENDING);
    expect(region.formersToDelete).toEqual([only(region)]);
    region.formersDeleted(only(region), []);
    expect(region.isOver).toBe(true);
  });
});

describe('whatever controls and answers a region receives', () => {
  const COPIES = 6;
  const source = fc.nat(COPIES).map((n) => (n === COPIES ? {} : { source: `edc-${n}` }));
  const control: fc.Arbitrary<RegionControl> = fc.oneof(
    fc.constant({ kind: 'pause', reason: 'on request' } as const),
    fc.constant({ kind: 'resume' } as const),
    source.map((of) => ({ kind: 'retryFailed' as const, ...of })),
    source.map((of) => ({ ...SKIP, ...of })),
    fc.integer({ min: 1, max: 4 }).map((maxInFlight) => ({ kind: 'setMaxInFlight' as const, maxInFlight })),
  );
  const ANSWERS = [
    'accepted',
    'found',
    'held',
    'unanswered',
    'refused',
    'conflict',
    'sourceNotReady',
    'spent',
  ] as const;
  const CHANGES = ['available', 'failed', 'vanished', 'overdue'] as const;
  const step = fc.oneof(
    { weight: 3, arbitrary: control },
    { weight: 4, arbitrary: fc.constant('request' as const) },
    { weight: 4, arbitrary: fc.record({ answer: fc.constantFrom(...ANSWERS), which: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ change: fc.constantFrom(...CHANGES), which: fc.nat() }) },
    { weight: 1, arbitrary: fc.constantFrom(GAVE_UP, ENDING) },
  );
  const FINAL: readonly CopyState[] = ['ready', 'skipped'];

  function answerWith(region: RegionState, asked: RequestUnderWay, how: (typeof ANSWERS)[number], now: number): void {
    const { generation, ambiguousSince } = asked.record;
    const id = `edc-copy-${now}`;
    const ambiguous = ambiguousSince === undefined ? {} : { ambiguousSince };
    const reason = 'the service says so';
    switch (how) {
      case 'accepted':
      case 'found':
        return answer(region, asked, { kind: how, id, generation }, now);
      case 'held':
        return answer(region, asked, { ...FULL, ...ambiguous }, now);
      case 'unanswered':
        region.unanswered(asked);
        return region.requestEnded(asked);
      case 'refused':
        return answer(
          region,
          asked,
          { kind: how, family: 'request', code: 'InvalidParameter', reason, ...ambiguous },
          now,
        );
      case 'conflict':
        return answer(region, asked, { kind: how, id: 'edc-of-others', code: 'PathTaken', reason, ...ambiguous }, now);
      case 'sourceNotReady':
        return answer(region, asked, { kind: how, reason, ...ambiguous }, now);
      case 'spent':
        return answer(region, asked, { kind: how, code: 'IdempotentFailed', reason }, now);
    }
  }

  it('it loses no copy, requests nothing while paused or skipped, and never an ended generation again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const region = regionOf(
          Array.from({ length: COPIES }, () => ({})),
          3,
        );
        const { copies, holds } = region;
        const requests = new Set<RequestUnderWay>();
        const skipped = new Set<CopyRecord>();
        for (const [now, next] of steps.entries()) {
          const before = copies.records.map((copy) => ({ ...copy }));
          if (next === 'request') {
            const isHeld = holds.paused !== undefined || holds.stop !== undefined;
            const copy = region.next();
            if (copy === undefined) continue;
            expect([isHeld, skipped.has(copy)]).toEqual([false, false]);
            expect((copy.ended ?? []).every(({ generation }) => generation < copy.generation)).toBe(true);
            requests.add(request(region, copy));
            expect(copies.count('requesting') + copies.count('copying')).toBeLessThanOrEqual(region.maxInFlight);
          } else if ('kind' in next) {
            region.controlled(next, now);
            if (next.kind === 'skip') {
              for (const copy of copies.records) {
                if (next.source === undefined || copy.source === next.source) skipped.add(copy);
              }
            }
          } else if ('immediately' in next) {
            holds.stopped(next);
          } else if ('answer' in next) {
            const asked = [...requests][next.which % Math.max(1, requests.size)];
            if (asked === undefined) continue;
            requests.delete(asked);
            answerWith(region, asked, next.answer, now);
          } else {
            const underWay = [...copies.in('copying')];
            const { id } = underWay[next.which % Math.max(1, underWay.length)] ?? {};
            if (id !== undefined) region.copyChanged({ id, kind: next.change, reason: 'seen by a poll' }, now);
          }
          for (const [n, copy] of copies.records.entries()) {
            expect(copies.in(copy.state).has(copy)).toBe(true);
            const was = before[n];
            if (was === undefined) continue;
            if (FINAL.includes(was.state)) expect(copy.state).toBe(was.state);
            expect(copy.generation).toBeGreaterThanOrEqual(was.generation);
            const isControlled = typeof next === 'object' && 'kind' in next;
            const staysAmbiguous = was.ambiguousSince === undefined || copy.ambiguousSince !== undefined;
            if (isControlled && copy.generation === was.generation) expect(staysAmbiguous).toBe(true);
          }
        }
        // Once every request is answered, what was skipped has its outcome.
        for (const asked of requests) answerWith(region, asked, 'refused', steps.length);
        region.skips.leaveOutAll();
        for (const copy of skipped) expect(FINAL).toContain(copy.state);
      }),
      { numRuns: 100 },
    );
  });
});
