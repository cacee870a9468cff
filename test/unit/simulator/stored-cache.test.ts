import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CopyCourse, StoredCache } from '../../../src/simulator/stored-cache.js';
import { expiryOf, isGone, isShown, stateOf } from '../../../src/simulator/stored-cache.js';

const CREATED = 1_000_000;
const DAY = 86_400_000;
const course: CopyCourse = {
  kind: 'copy',
  copyTime: 1_000,
  firstStatus: 'Loading',
  shownFrom: 0,
  retentionFrom: 'creation',
};
const copy: StoredCache = {
  id: 'edc-1',
  region: 'cn-x',
  bucket: 'models',
  path: '/a',
  name: 'a',
  sizeGiB: 1,
  tags: new Map(),
  sequence: 1,
  createdAt: CREATED,
  course,
};

const at = (age: number) => ({ now: CREATED + age, elapsed: age });
const stateAfter = (age: number, change: Partial<CopyCourse> = {}) =>
  stateOf({ ...copy, course: { ...course, ...change } }, at(age));

describe('a copy', () => {
  const states = [
    [0, 'Loading', 0],
    [249, 'Loading', 24],
    [250, 'Creating', 25],
    [999, 'Creating', 99],
    [1_000, 'Available', 100],
    [999_999, 'Available', 100],
  ] as const;
  it.each(states)('after %i ms of 1000 is %s, %i%%', (age, status, progress) => {
    expect(stateAfter(age)).toEqual({ status, progress });
  });

  it('starts as Creating if the scenario says so', () => {
    expect([0, 300].map((age) => stateAfter(age, { firstStatus: 'Creating' }).status)).toEqual(['Creating', 'Loading']);
  });

  it('ends Failed if it has a failure, and is never Available', () => {
    expect(stateAfter(999, { failure: 'CopyFailed' }).status).toBe('Creating');
    expect(stateAfter(1_000, { failure: 'CopyFailed' }).status).toBe('Failed');
  });

  it('may be shown Failed for a while before it is Available', () => {
    const statuses = [999, 1_000, 1_499, 1_500].map((age) => stateAfter(age, { flickersFor: 500 }).status);
    expect(statuses).toEqual(['Creating', 'Failed', 'Failed', 'Available']);
  });

  it('of no duration is Available immediately', () => {
    expect(stateAfter(0, { copyTime: 0 }).status).toBe('Available');
  });

  it('never loses progress, and is Available exactly at 100%', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), fc.nat(2_000), (age, more, copyTime) => {
        const before = stateAfter(age, { copyTime });
        const after = stateAfter(age + more, { copyTime });
        expect(after.progress).toBeGreaterThanOrEqual(before.progress);
        expect(after.status === 'Available').toBe(after.progress === 100);
      }),
    );
  });

  it('expires after its retention, counted from creation or from when it was Available', () => {
    const from = (retentionFrom: 'creation' | 'available') => ({
      ...copy,
      course: { ...course, retentionMs: DAY, retentionFrom },
    });
    expect(expiryOf(copy, at(0))).toBeUndefined();
    expect(expiryOf(from('creation'), at(0))).toBe(CREATED + DAY);
    expect(expiryOf(from('available'), at(999))).toBeUndefined();
    expect(expiryOf(from('available'), at(1_000))).toBe(CREATED + 1_000 + DAY);
    expect(isGone(from('creation'), at(DAY - 1), 0)).toBe(false);
    expect(isGone(from('creation'), at(DAY), 0)).toBe(true);
  });

  it('that was deleted is Deleting until it disappears', () => {
    const deleted = { ...copy, deletedFrom: CREATED + 500 };
    expect(stateOf(deleted, at(600)).status).toBe('Deleting');
    expect(isGone(deleted, at(1_499), 1_000)).toBe(false);
    expect(isGone(deleted, at(1_500), 1_000)).toBe(true);
    expect(isGone(deleted, at(500), 0)).toBe(true);
  });

  it('that vanishes disappears without having been deleted', () => {
    const vanishing = { ...copy, vanishesAt: CREATED + 2_000 };
    expect(isGone(vanishing, at(1_999), 0)).toBe(false);
    expect(isGone(vanishing, at(2_000), 0)).toBe(true);
  });

  it('is not shown while Describe is stale', () => {
    const stale = { ...copy, course: { ...course, shownFrom: CREATED + 100 } };
    expect([99, 100].map((age) => isShown(stale, at(age)))).toEqual([false, true]);
    expect([149, 150].map((age) => isShown(stale, at(age), 150))).toEqual([false, true]);
  });
});

const placed = (change: object): StoredCache => ({
  ...copy,
  course: { kind: 'placed', status: 'Updating', ...change },
});

describe('a placed cache', () => {
  it('keeps its status until it becomes available', () => {
    expect(stateOf(placed({}), at(DAY)).status).toBe('Updating');
    const later = placed({ availableAfter: 5_000 });
    expect([4_999, 5_000].map((age) => stateOf(later, at(age)).status)).toEqual(['Updating', 'Available']);
  });

  it('disappears when it expires', () => {
    const expiring = placed({ expiresAfter: 5_000 });
    expect([4_999, 5_000].map((age) => isGone(expiring, at(age), 0))).toEqual([false, true]);
  });
});
