import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CopyRecord, CopyState } from '../../../src/copies/copy-record.js';
import { CapacityGate, type GateState } from '../../../workflows/region/capacity-gate.js';
import { progressOf, statusOf } from '../../../workflows/region/region-progress.js';
import { RegionState } from '../../../workflows/region/region-state.js';
import { record } from '../report/support/sample-report.js';

function regionOf(states: readonly CopyState[], maxInFlight = 10, gate: GateState = CapacityGate.open(0).state) {
  const records = states.map((state, n) => record({ source: `edc-${n}`, state }));
  const region = new RegionState('cn-beijing', records, maxInFlight, gate);
  const at = (n: number): CopyRecord => {
    const found = records[n];
    if (found === undefined) throw new RangeError(`there is no copy ${n}`);
    return found;
  };
  return { region, at };
}

const planned = (count: number): CopyState[] => Array<CopyState>(count).fill('planned');
const WAITING_FOR_SOURCES = '2 copies wait until their source is Available';
const STOP = { code: 'QuotaExceeded', reason: 'full', immediately: false };
const CANCEL = { code: 'Cancelled', reason: 'the run was cancelled', immediately: true };

describe('a region of very many buckets', () => {
  it('names the first fifty with each request, since two thousand requests would repeat them all', () => {
    const records = Array.from({ length: 60 }, (_, n) => record({ source: `edc-${n}`, bucket: `bucket-${n}` }));
    const { buckets } = new RegionState('cn-beijing', records, 10, CapacityGate.open(0).state);
    expect(buckets).toEqual(records.slice(0, 50).map(({ bucket }) => bucket));
  });
});

describe('the window of a region', () => {
  it('asks in the plan’s order', () => {
    const { region, at } = regionOf(['ready', 'planned', 'planned', 'awaitingSource']);
    expect(region.next()).toBe(at(1));
    region.move(at(1), 'requesting');
    expect(region.next()).toBe(at(2));
    region.move(at(2), 'requesting');
    expect(region.next()).toBeUndefined();
  });

  it('counts requests and copies under way alike', () => {
    const { region, at } = regionOf(['copying', 'requesting', ...planned(2)], 3);
    region.move(at(2), 'requesting');
    expect(region.next()).toBeUndefined();
    region.move(at(0), 'ready');
    expect(region.next()).toBe(at(3));
  });

  it('never has more than `maxInFlight` under way, whatever becomes of them, and loses none', () => {
    const moves = fc.array(fc.tuple(fc.constantFrom('ask', 'ask', 'move', 'hold', 'accept'), fc.nat(), fc.nat()), {
      maxLength: 200,
    });
    const ANSWERS: readonly CopyState[] = ['copying', 'ready', 'failed', 'conflict', 'awaitingSource', 'planned'];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 30 }),
        moves,
        (maxInFlight, count, steps) => {
          const { region } = regionOf(planned(count), maxInFlight);
          for (const [step, which, answer] of steps) {
            const requesting = [...region.in('requesting')];
            const underWay = [...requesting, ...region.in('copying')];
            const asked = requesting[which % Math.max(1, requesting.length)];
            const moved = underWay[which % Math.max(1, underWay.length)];
            if (step === 'ask') {
              const next = region.next();
              if (next !== undefined) region.move(next, 'requesting');
            } else if (step === 'hold' && asked !== undefined) {
              region.hold(asked, which, 'QuotaExceeded', 'full');
            } else if (step === 'accept' && asked !== undefined) {
              region.gate.accepted(which, true);
              region.move(asked, 'copying');
            } else if (step === 'move' && moved !== undefined) {
              region.move(moved, ANSWERS[answer % ANSWERS.length] ?? 'ready');
            }
            expect(region.count('requesting') + region.count('copying')).toBeLessThanOrEqual(maxInFlight);
            const { states } = statusOf(region, 0);
            expect(Object.values(states).reduce((sum, part) => sum + part, 0)).toBe(count);
            for (const one of region.records) expect(region.in(one.state).has(one)).toBe(true);
          }
        },
      ),
    );
  });
});

describe('a copy that the region refused', () => {
  it('goes ahead of those never asked for, and of one that came back otherwise', () => {
    const { region, at } = regionOf(planned(4));
    for (const n of [0, 1, 2]) region.move(at(n), 'requesting');
    region.move(at(0), 'planned');
    region.hold(at(2), 5, 'QuotaExceeded', 'full');
    expect(region.next()).toBeUndefined();
    region.hold(at(1), 6, 'QuotaExceeded', 'full');
    expect(region.next()).toBe(at(2));
    region.move(at(2), 'requesting');
    expect(region.next()).toBeUndefined();
    region.move(at(2), 'failed');
    expect(region.next()).toBe(at(1));
    region.move(at(1), 'ready');
    expect(region.next()).toBe(at(3));
  });

  it('waits in the words of the service, and the region says since when', () => {
    const { region, at } = regionOf(planned(2));
    region.move(at(0), 'requesting');
    region.hold(at(0), Date.parse('2026-11-02T10:00:00Z'), 'QuotaExceeded', 'full');
    expect(at(0)).toMatchObject({ state: 'planned', code: 'QuotaExceeded', reason: 'full' });
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
    const { region } = regionOf(states);
    expect([region.settled, region.over]).toEqual([settled, settled]);
  });

  it('waits for what is under way after a stop, and not after an immediate one', () => {
    const { region } = regionOf(['copying', 'planned']);
    region.halt(STOP);
    expect([region.settled, region.over]).toEqual([false, false]);
    region.halt(CANCEL);
    expect([region.settled, region.over]).toEqual([false, true]);
  });

  it('asks for nothing after a stop, and names the copies without a request', () => {
    const { region, at } = regionOf(['copying', 'requesting', 'planned', 'awaitingSource', 'ready']);
    expect([region.hasStranded, region.stranded]).toEqual([false, []]);
    region.halt(STOP);
    expect(region.next()).toBeUndefined();
    expect(region.hasStranded).toBe(true);
    expect(region.stranded).toEqual([at(2), at(3)]);
    for (const stranded of region.stranded) region.move(stranded, 'failed');
    expect([region.hasStranded, region.stranded]).toEqual([false, []]);
  });

  it('keeps to the first stop, which only an immediate one replaces, and that but once', () => {
    const { region } = regionOf(planned(1));
    const deadline = { code: 'DeadlineExceeded', reason: 'too late', immediately: true };
    region.halt(STOP);
    region.halt({ ...STOP, code: 'NoPermission' });
    expect(region.stop).toEqual(STOP);
    region.halt(deadline);
    region.halt(CANCEL);
    region.halt(STOP);
    expect(region.stop).toEqual(deadline);
  });
});

describe('what a region says of itself', () => {
  it('counts every state and every outcome', () => {
    const { region } = regionOf(['ready', 'ready', 'failed', 'conflict', 'skipped', 'copying', 'planned']);
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

  it('names the stop before the gate, and the gate before the sources', () => {
    const { region, at } = regionOf(['awaitingSource', 'awaitingSource', 'requesting']);
    expect(progressOf(region)).toMatchObject({ waitingKind: 'source', waitingFor: WAITING_FOR_SOURCES });
    region.hold(at(2), 5, 'QuotaExceeded', 'full');
    expect(progressOf(region)).toMatchObject({ waitingFor: 'capacity: QuotaExceeded: full' });
    region.halt({ ...STOP, code: 'NoPermission', reason: 'no' });
    expect(progressOf(region)).toMatchObject({ waitingKind: 'stopped', waitingFor: 'stopped: NoPermission: no' });
    expect(progressOf(region)).not.toHaveProperty('waitingSince');
  });

  it('lets a watcher see that there are more than in its snapshot, though as many have left', () => {
    const { region, at } = regionOf(['copying', 'planned']);
    const before = region.arrived('copying');
    region.move(at(0), 'ready');
    expect(region.arrived('copying')).toBe(before);
    region.move(at(1), 'copying');
    expect(region.arrived('copying')).toBe(before + 1);
  });
});
