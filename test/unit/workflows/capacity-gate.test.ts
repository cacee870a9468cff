import { describe, expect, it } from 'vitest';
import { CapacityGate } from '../../../workflows/region/capacity-gate.js';

/** How many requests a gate admits when all of them are under way. */
function admitted(gate: CapacityGate): number {
  let requesting = 0;
  while (requesting < 10_000 && gate.admits(requesting)) requesting += 1;
  return requesting;
}

describe('the capacity gate', () => {
  it('admits any number of requests until the region refuses a copy', () => {
    expect(admitted(CapacityGate.open(0))).toBe(10_000);
  });

  it('admits a single probe while the region is full, after all requests under way are answered', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    expect(gate.closed).toBe(true);
    expect(admitted(gate)).toBe(1);
    expect(gate.admits(1)).toBe(false);
  });

  it('remembers the time of the first refusal and the message of the last', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    gate.refused(9, 'OperationDenied.NoStock', 'sold out');
    expect(gate.state).toMatchObject({ closedSince: 5, code: 'OperationDenied.NoStock', reason: 'sold out' });
  });

  it('opens by one request per accepted copy, once the probe is accepted', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    const widths = [6, 7, 8, 9].map((now) => {
      gate.accepted(now, now === 6);
      return admitted(gate);
    });
    expect(widths).toEqual([1, 2, 3, 4]);
    expect(gate.state).toMatchObject({ lastAcceptedAt: 9 });
    expect(gate.state).not.toHaveProperty('closedSince');
    expect(gate.state).not.toHaveProperty('code');
    expect(gate.state).not.toHaveProperty('reason');
  });

  it('is not opened by a copy that was requested before it closed, although that copy counts as accepted', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    gate.accepted(6, false);
    expect(gate.closed).toBe(true);
    expect(gate.state.lastAcceptedAt).toBe(6);
  });

  it('starts again at one request when the region refuses while it opens', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    for (const now of [6, 7, 8]) gate.accepted(now, now === 6);
    gate.refused(9, 'QuotaExceeded', 'full');
    expect([admitted(gate), gate.state.closedSince]).toEqual([1, 9]);
    gate.accepted(10, true);
    expect(admitted(gate)).toBe(1);
  });

  it('never overflows, however many copies are accepted', () => {
    const gate = CapacityGate.open(0);
    for (let now = 0; now < 3000; now += 1) gate.accepted(now, false);
    expect(Number.isSafeInteger(gate.state.allowance)).toBe(true);
  });

  it('resumes from its state in the next history', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    const next = new CapacityGate(JSON.parse(JSON.stringify(gate.state)));
    expect(next.state).toEqual(gate.state);
    expect(admitted(next)).toBe(1);
  });
});
