import { describe, expect, it } from 'vitest';
import { CapacityGate } from '../../../workflows/region/capacity-gate.js';

/** How many requests a gate lets run at once, when all that it admits are under way. */
function admitted(gate: CapacityGate): number {
  let requesting = 0;
  while (requesting < 10_000 && gate.admits(requesting)) requesting += 1;
  return requesting;
}

describe('the capacity gate', () => {
  it('is open to any number until the region refuses', () => {
    expect(admitted(CapacityGate.open(0))).toBe(10_000);
  });

  it('lets one copy ask while the region is full, and only after those under way have their answers', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    expect(gate.closed).toBe(true);
    expect(admitted(gate)).toBe(1);
    expect(gate.admits(1)).toBe(false);
  });

  it('remembers the first refusal’s time and the last one’s words', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    gate.refused(9, 'OperationDenied.NoStock', 'sold out');
    expect(gate.state).toMatchObject({ closedSince: 5, code: 'OperationDenied.NoStock', reason: 'sold out' });
  });

  it('opens by one request for each copy that is accepted, once the probe is', () => {
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

  it('is not opened by a copy that was asked for before it closed, though that copy counts as accepted', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    gate.accepted(6, false);
    expect(gate.closed).toBe(true);
    expect(gate.state.lastAcceptedAt).toBe(6);
  });

  it('begins again at one when the region refuses while it opens', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    for (const now of [6, 7, 8]) gate.accepted(now, now === 6);
    gate.refused(9, 'QuotaExceeded', 'full');
    expect([admitted(gate), gate.state.closedSince]).toEqual([1, 9]);
    gate.accepted(10, true);
    expect(admitted(gate)).toBe(1);
  });

  it('never overflows, however many are accepted', () => {
    const gate = CapacityGate.open(0);
    for (let now = 0; now < 3000; now += 1) gate.accepted(now, false);
    expect(Number.isSafeInteger(gate.state.allowance)).toBe(true);
  });

  it('goes on where it was when its state is handed on', () => {
    const gate = CapacityGate.open(0);
    gate.refused(5, 'QuotaExceeded', 'full');
    const next = new CapacityGate(JSON.parse(JSON.stringify(gate.state)));
    expect(next.state).toEqual(gate.state);
    expect(admitted(next)).toBe(1);
  });
});
