import { describe, expect, it } from 'vitest';
import { openRecords } from '../../../src/copies/planned-records.js';
import type { SourceCache } from '../../../src/plan/expand-copies.js';
import { planOf } from '../plan/sample-plan.js';

function source(id: string, change: Partial<SourceCache> = {}): SourceCache {
  return { id, bucket: 'models', path: `/${id}`, name: id, sizeGiB: 140, status: 'Available', ...change };
}

const planWith = (caches: object[]) => planOf({ source: { region: 'cn-hongkong', caches } });

describe('the records with which every region begins', () => {
  it('are one per source, in the order of the plan, at the place of the source unless the plan names another', () => {
    const plan = planWith([{ id: 'edc-2', as: { path: '/stable' } }, { id: 'edc-1' }]);
    expect(openRecords(plan, { sources: [source('edc-1'), source('edc-2')], absent: [] })).toEqual({
      records: [
        {
          source: 'edc-2',
          bucket: 'models',
          path: '/stable',
          name: 'edc-2',
          sizeGiB: 140,
          state: 'planned',
          generation: 0,
          attempts: 0,
          failures: 0,
        },
        {
          source: 'edc-1',
          bucket: 'models',
          path: '/edc-1',
          name: 'edc-1',
          sizeGiB: 140,
          state: 'planned',
          generation: 0,
          attempts: 0,
          failures: 0,
        },
      ],
    });
  });

  it.each([
    ['Available', { state: 'planned' }],
    ['Creating', { state: 'awaitingSource', reason: 'the source is Creating' }],
    ['Frozen', { state: 'awaitingSource', reason: 'the source is Frozen' }],
    ['Failed', { state: 'failed', code: 'SourceFailed', reason: 'the source cache is Failed' }],
  ])('depend on the status of their source: %s', (status, opening) => {
    const opened = openRecords(planWith([{ id: 'edc-1' }]), { sources: [source('edc-1', { status })], absent: [] });
    expect(opened).toMatchObject({ records: [opening] });
  });

  it('have failed if their source does not exist: no copy of the plan is left out', () => {
    const plan = planWith([{ id: 'edc-0', as: { path: '/zero' } }, { id: 'edc-1' }]);
    expect(openRecords(plan, { sources: [source('edc-1')], absent: ['edc-0'] })).toMatchObject({
      records: [
        {
          source: 'edc-0',
          path: '/zero',
          state: 'failed',
          code: 'SourceNotFound',
          reason: 'edc-0 does not exist in cn-hongkong',
        },
        { source: 'edc-1', state: 'planned' },
      ],
    });
  });

  it('are one per source that a selection added, in the position of the selection', () => {
    const plan = planWith([{ select: { bucket: 'models' } }, { id: 'edc-1' }]);
    const found = {
      sources: [source('edc-1'), source('edc-2'), source('edc-3', { status: 'Failed' })],
      absent: [],
      selected: [{ matched: 3, adds: ['edc-2', 'edc-3'] }],
    };
    expect(openRecords(plan, found)).toMatchObject({
      records: [
        { source: 'edc-2', path: '/edc-2', state: 'planned' },
        { source: 'edc-3', state: 'failed', code: 'SourceFailed' },
        { source: 'edc-1', state: 'planned' },
      ],
    });
  });

  it('are rejected if two copies have the same place, by their index in the plan', () => {
    const plan = planWith([{ id: 'edc-0' }, { id: 'edc-1' }, { id: 'edc-2', as: { path: '/edc-1' } }]);
    const found = { sources: [source('edc-1'), source('edc-2')], absent: ['edc-0'] };
    expect(openRecords(plan, found)).toMatchObject({ problems: [{ path: ['source', 'caches', 2] }] });
  });
});
