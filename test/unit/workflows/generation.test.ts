import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { ACCEPTED, answer, copyAt, regionOf, request } from './support/sample-region.js';

const FAILED = { id: 'edc-copy', kind: 'failed', reason: 'Disk: too small' } as const;

function underWay(change: Partial<CopyRecord> = {}) {
  const region = regionOf([
    {
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
    },
  ]);
  return { region, copy: copyAt(region, 0) };
}

describe('the generation after one that has ended', () => {
  it('is planned afresh, except for the Failed copy to delete and the number of calls', () => {
    const { copy, region } = underWay();
    region.copyChanged(FAILED, 5);
    expect(copy).toMatchObject({ state: 'planned', generation: 5, failures: 1, attempts: 7 });
    expect(copy.ended).toEqual([
      { generation: 4, id: 'edc-copy', code: 'CopyFailed', reason: 'Disk: too small', requestedAt: 1 },
    ]);
    const { source } = copy;
    expect(copy.deleteFirst).toEqual([{ id: 'edc-copy', source, generation: 4, status: 'Failed' }]);
    expect(copy).toMatchObject({ code: 'CopyFailed', reason: 'Disk: too small' });
    for (const key of ['id', 'requestId', 'requestedAt', 'ambiguousSince', 'absentSince'] as const) {
      expect(copy[key], key).toBeUndefined();
    }
    expect(region.next()).toBe(copy);
  });

  it('has nothing to delete after a copy that vanished', () => {
    const { copy, region } = underWay({ deleteFirst: [{ id: 'edc-older', source: 'edc-source', generation: 3 }] });
    region.copyChanged({ id: 'edc-copy', kind: 'vanished', reason: 'gone' }, 5);
    expect(copy).toMatchObject({ state: 'planned', generation: 5, vanished: true });
    expect(copy.deleteFirst).toBeUndefined();
  });

  it('is not planned once `attempts` generations have ended: the last one keeps its id and reason', () => {
    const { copy, region } = underWay({ failures: 2 });
    region.copyChanged(FAILED, 5);
    expect(copy).toMatchObject({ state: 'failed', generation: 4, failures: 3, id: 'edc-copy', code: 'CopyFailed' });
    expect(region.copies.isSettled).toBe(true);
  });

  it('is made `attempts` times in total, each with its own number', () => {
    const { copy, region } = underWay({ generation: 0 });
    const generations = [];
    while (copy.state !== 'failed') {
      generations.push(copy.generation);
      region.copyChanged(FAILED, 5);
      if (copy.state !== 'planned') continue;
      answer(region, request(region, copy), { ...ACCEPTED, generation: copy.generation });
    }
    expect(generations).toEqual([0, 1, 2]);
  });
});
