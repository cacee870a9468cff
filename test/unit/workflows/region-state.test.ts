import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CopyState } from '../../../src/copies/copy-record.js';
import { rememberedCopies } from '../../../src/copies/region-memory.js';
import { progressOf, statusOf } from '../../../workflows/region/region-progress.js';
import { RegionState, type RequestUnderWay } from '../../../workflows/region/region-state.js';
import { record } from '../report/support/sample-report.js';
import { ACCEPTED, answer, copyAt, FULL, regionOf, request, SETTINGS } from './support/sample-region.js';

const inStates = (...states: readonly CopyState[]) => states.map((state, n) => ({ state, id: `edc-copy-${n}` }));
const planned = (count: number) => inStates(...Array<CopyState>(count).fill('planned'));
const available = (n: number) => ({ id: `edc-copy-${n}`, kind: 'available' as const });

const WAITING_FOR_SOURCES = '2 copies wait until their source is Available: edc-0, edc-1';
const STOP = { code: 'QuotaExceeded', reason: 'full', immediately: false };
const CANCEL = { code: 'Cancelled', reason: 'the run was cancelled', immediately: true };
const INVALID = { kind: 'refused', family: 'request', code: 'InvalidParameter', reason: 'no' } as const;

describe('a region with very many buckets', () => {
  it('names the first fifty in each request, since two thousand requests would repeat them all', () => {
    const records = Array.from({ length: 60 }, (_, n) => record({ source: `edc-${n}`, bucket: `bucket-${n}` }));
    const { buckets } = new RegionState(SETTINGS, records, { now: 0 });
    expect(buckets).toEqual(records.slice(0, 50).map(({ bucket }) => bucket));
  });
});

describe('a region that remembers', () => {
  it('plans no generation that has ended, and knows the ids to look up', () => {
    const region = regionOf([{ state: 'planned' }, { state: 'awaitingSource' }, { state: 'planned', generation: 3 }]);
    const { bucket, path } = copyAt(region, 0);
    region.remember([
      { source: 'edc-0', bucket, path, generation: 2, id: 'edc-old', seen: true },
      { source: 'edc-1', bucket, path, generation: 1 },
      { source: 'edc-2', bucket, path, generation: 1, id: 'edc-older' },
      { source: 'edc-2', bucket, path: '/elsewhere', generation: 9, id: 'edc-other' },
    ]);
    expect(region.copies.records).toMatchObject([
      { generation: 2, id: 'edc-old', seen: true },
      { generation: 1 },
      { generation: 3 },
    ]);
    expect(region.copies.records.map(({ id }) => id)).toEqual(['edc-old', undefined, undefined]);
    expect(region.next()).toBe(copyAt(region, 0));
  });
});

describe('a conflict that is left out', () => {
  it('no longer has the id of the cache in the way, which the next run would take for its own', () => {
    const region = regionOf([{ state: 'conflict', id: 'edc-of-others', code: 'PathTaken', generation: 1 }]);
    region.controlled({ kind: 'skip', reason: 'on request' }, 0);
    expect(copyAt(region, 0)).toMatchObject({ state: 'skipped', id: undefined });
    expect(rememberedCopies(region.copies.records)).toMatchObject([{ generation: 1 }]);
  });
});

describe('the window of a region', () => {
  it('requests copies in the order of the plan', () => {
    const region = regionOf(inStates('ready', 'planned', 'planned', 'awaitingSource'));
    expect(region.next()).toBe(copyAt(region, 1));
    request(region, copyAt(region, 1));
    expect(region.next()).toBe(copyAt(region, 2));
    request(region, copyAt(region, 2));
    expect(region.next()).toBeUndefined();
  });

  it('counts requests and copies under way alike', () => {
    const region = regionOf(inStates('copying', 'requesting', 'planned', 'planned'), 3);
    request(region, copyAt(region, 2));
    expect(region.next()).toBeUndefined();
    region.copyChanged(available(0), 0);
    expect(region.next()).toBe(copyAt(region, 3));
  });

  it('never has more than `maxInFlight` copies under way, whatever the answers, and loses none', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('request', 'request', 'answer', 'poll'), fc.nat(), fc.nat()), {
      maxLength: 200,
    });
    const ANSWERS = [
      ACCEPTED,
      FULL,
      INVALID,
      { kind: 'conflict', id: 'edc-of-others', code: 'PathTaken', reason: 'taken' },
      { kind: 'sourceNotReady', reason: 'the source is Creating' },
      { kind: 'spent', code: 'Vanished', reason: 'gone' },
      'unanswered',
    ] as const;
    const CHANGES = ['available', 'failed', 'vanished', 'overdue'] as const;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 30 }), steps, (maxInFlight, count, all) => {
        const region = regionOf(planned(count), maxInFlight);
        const { copies } = region;
        const requests = new Set<RequestUnderWay>();
        for (const [step, which, how] of all) {
          const asked = [...requests][which % Math.max(1, requests.size)];
          const copying = [...copies.in('copying')];
          const polled = copying[which % Math.max(1, copying.length)];
          if (step === 'request') {
            const next = region.next();
            if (next !== undefined) requests.add(request(region, next));
          } else if (step === 'answer' && asked !== undefined) {
            const result = ANSWERS[how % ANSWERS.length] ?? FULL;
            requests.delete(asked);
            if (result === 'unanswered') {
              region.unanswered(asked);
              region.requestEnded(asked);
            } else if (result === ACCEPTED) {
              answer(region, asked, { ...ACCEPTED, id: `${asked.record.source}-copy` }, which);
            } else {
              answer(region, asked, result, which);
            }
          } else if (step === 'poll' && polled?.id !== undefined) {
            region.copyChanged({ id: polled.id, kind: CHANGES[how % CHANGES.length] ?? 'available' }, which);
          }
          expect(copies.count('requesting') + copies.count('copying')).toBeLessThanOrEqual(maxInFlight);
          const { states } = statusOf(region, 0);
          expect(Object.values(states).reduce((sum, part) => sum + part, 0)).toBe(count);
          for (const one of copies.records) expect(copies.in(one.state).has(one)).toBe(true);
        }
      }),
    );
  });
});

describe('a copy that was refused for lack of capacity', () => {
  it('is requested before copies that were never requested, and before one that was not answered', () => {
    const region = regionOf(planned(4));
    const [first, second, third] = [0, 1, 2].map((n) => request(region, copyAt(region, n)));
    if (first === undefined || second === undefined || third === undefined) throw new RangeError('three are requested');
    region.unanswered(first);
    region.requestEnded(first);
    answer(region, third, FULL, 5);
    expect(region.next()).toBeUndefined();
    answer(region, second, FULL, 6);
    expect(region.next()).toBe(copyAt(region, 2));
    const again = request(region, copyAt(region, 2));
    expect(region.next()).toBeUndefined();
    answer(region, again, INVALID, 7);
    expect(region.next()).toBe(copyAt(region, 1));
    answer(region, request(region, copyAt(region, 1)), { ...ACCEPTED, id: 'edc-copy' }, 8);
    region.copyChanged({ id: 'edc-copy', kind: 'available' }, 9);
    expect(region.next()).toBe(copyAt(region, 3));
  });

  it('waits with the code and message of the service, and the region reports since when', () => {
    const region = regionOf(planned(2));
    answer(region, request(region, copyAt(region, 0)), FULL, Date.parse('2026-11-02T10:00:00Z'));
    expect(copyAt(region, 0)).toMatchObject({ state: 'planned', code: 'QuotaExceeded', reason: 'full' });
    expect(progressOf(region)).toMatchObject({
      waitingFor: 'capacity: QuotaExceeded: full',
      waitingKind: 'capacity',
      waitingSince: '2026-11-02T10:00:00.000Z',
    });
  });
});

describe('the end of a region', () => {
  it.each([
    [[], true],
    [['ready', 'failed', 'conflict', 'skipped'], true],
    [['ready', 'planned'], false],
    [['ready', 'awaitingSource'], false],
    [['ready', 'requesting'], false],
    [['ready', 'copying'], false],
  ] as const)('with copies that are %j: settled is %s', (states, settled) => {
    const region = regionOf(inStates(...states));
    expect([region.copies.isSettled, region.isOver]).toEqual([settled, settled]);
  });

  it('waits for copies under way after a stop, but not after an immediate one', () => {
    const region = regionOf(inStates('copying', 'planned'));
    region.holds.stopped(STOP);
    expect([region.copies.isSettled, region.isOver]).toEqual([false, false]);
    region.holds.stopped(CANCEL);
    expect([region.copies.isSettled, region.isOver]).toEqual([false, true]);
  });

  it('requests nothing after a stop, and names the copies without a request', () => {
    const region = regionOf(inStates('copying', 'requesting', 'planned', 'awaitingSource', 'ready'));
    expect([region.hasStranded, region.stranded]).toEqual([false, []]);
    region.holds.stopped(STOP);
    expect(region.next()).toBeUndefined();
    expect(region.hasStranded).toBe(true);
    expect(region.stranded).toEqual([copyAt(region, 2), copyAt(region, 3)]);
    region.endStranded(STOP);
    expect([region.hasStranded, region.stranded]).toEqual([false, []]);
  });

  it('keeps to the first stop, which only an immediate one replaces, and only once', () => {
    const { holds } = regionOf(planned(1));
    const deadline = { code: 'DeadlineExceeded', reason: 'too late', immediately: true };
    holds.stopped(STOP);
    holds.stopped({ ...STOP, code: 'NoPermission' });
    expect(holds.stop).toEqual(STOP);
    holds.stopped(deadline);
    holds.stopped(CANCEL);
    holds.stopped(STOP);
    expect(holds.stop).toEqual(deadline);
  });
});

describe('the progress of a region', () => {
  it('counts every state and every outcome', () => {
    const region = regionOf(inStates('ready', 'ready', 'failed', 'conflict', 'skipped', 'copying', 'planned'));
    const status = statusOf(region, Date.parse('2026-11-02T10:00:00Z'));
    expect(status).toMatchObject({
      region: 'cn-beijing',
      phase: 'surveying',
      asOf: '2026-11-02T10:00:00.000Z',
      counts: { planned: 7, ready: 2, failed: 1, conflict: 1, skipped: 1, pending: 2, adopted: 0 },
    });
    expect(status.states).toEqual({
      planned: 1,
      awaitingSource: 0,
      requesting: 0,
      copying: 1,
      ready: 2,
      failed: 1,
      conflict: 1,
      skipped: 1,
    });
    expect(status).not.toHaveProperty('waitingFor');
  });

  it('names the stop before the missing capacity, and the missing capacity before the sources', () => {
    const region = regionOf(inStates('awaitingSource', 'awaitingSource', 'planned'));
    expect(progressOf(region)).toMatchObject({ waitingKind: 'source', waitingFor: WAITING_FOR_SOURCES });
    answer(region, request(region, copyAt(region, 2)), FULL, 5);
    expect(progressOf(region)).toMatchObject({ waitingFor: 'capacity: QuotaExceeded: full' });
    region.holds.stopped({ ...STOP, code: 'NoPermission', reason: 'no' });
    expect(progressOf(region)).toMatchObject({ waitingKind: 'stopped', waitingFor: 'stopped: NoPermission: no' });
    expect(progressOf(region)).not.toHaveProperty('waitingSince');
  });

  it('lets a watcher see that its snapshot is outdated, even if as many copies have left as have joined', () => {
    const region = regionOf(inStates('copying', 'planned'));
    const before = region.copies.arrived('copying');
    region.copyChanged(available(0), 0);
    expect(region.copies.arrived('copying')).toBe(before);
    answer(region, request(region, copyAt(region, 1)), ACCEPTED);
    expect(region.copies.arrived('copying')).toBe(before + 1);
  });
});
