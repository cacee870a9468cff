import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { CapacityGate } from '../../../workflows/region/capacity-gate.js';
import { nextGeneration } from '../../../workflows/region/next-generation.js';
import { RegionState } from '../../../workflows/region/region-state.js';
import { record } from '../report/support/sample-report.js';

const FAILED = { code: 'CopyFailed', reason: 'Disk: too small', failedId: 'edc-copy' };

function underWay(change: Partial<CopyRecord> = {}) {
  const copy = record({
    state: 'copying',
    generation: 4,
    attempts: 7,
    id: 'edc-copy',
    requestId: 'REQ-1',
    requestedAt: 1,
    underWaySince: 1,
    ambiguousSince: 2,
    absentSince: 3,
    ...change,
  });
  return { copy, state: new RegionState('cn-beijing', [copy], 10, CapacityGate.open(0).state) };
}

describe('the generation after one that has ended', () => {
  it('is planned with a clean slate, but for the Failed copy to delete and the calls made', () => {
    const { copy, state } = underWay();
    nextGeneration(state, copy, 3, FAILED);
    expect(copy).toMatchObject({ state: 'planned', generation: 5, failures: 1, attempts: 7 });
    expect(copy.ended).toEqual([{ generation: 4, id: 'edc-copy', code: 'CopyFailed', reason: 'Disk: too small' }]);
    const { source } = copy;
    expect(copy.deleteFirst).toEqual([{ id: 'edc-copy', source, generation: 4, status: 'Failed' }]);
    expect(copy).toMatchObject({ code: 'CopyFailed', reason: 'Disk: too small' });
    for (const key of ['id', 'requestId', 'requestedAt', 'ambiguousSince', 'absentSince'] as const) {
      expect(copy[key], key).toBeUndefined();
    }
    expect(state.next()).toBe(copy);
  });

  it('has nothing to delete after a copy that vanished', () => {
    const { copy, state } = underWay({ deleteFirst: [{ id: 'edc-older', source: 'edc-source', generation: 3 }] });
    nextGeneration(state, copy, 3, { code: 'Vanished', reason: 'gone' });
    expect(copy.deleteFirst).toBeUndefined();
  });

  it('is not planned once `attempts` of them have ended: the last one keeps its id and reason', () => {
    const { copy, state } = underWay({ failures: 2 });
    nextGeneration(state, copy, 3, FAILED);
    expect(copy).toMatchObject({ state: 'failed', generation: 4, failures: 3, id: 'edc-copy', code: 'CopyFailed' });
    expect(state.settled).toBe(true);
  });

  it('is made `attempts` times in all, each of its own number', () => {
    const { copy, state } = underWay({ generation: 0 });
    const generations = [];
    while (copy.state !== 'failed') {
      generations.push(copy.generation);
      nextGeneration(state, copy, 3, FAILED);
    }
    expect(generations).toEqual([0, 1, 2]);
  });
});
