import { DescribeDataCachesResponseBodyDataCaches as Shown } from '@alicloud/eci20180808';
import { describe, expect, it } from 'vitest';
import { toDataCache } from '../../../src/eci/to-data-cache.js';

describe('toDataCache', () => {
  it('converts every field that this project reads', () => {
    const shown = new Shown({
      dataCacheId: 'edc-1',
      regionId: 'cn-beijing',
      bucket: 'models',
      path: '/llama',
      name: 'llama',
      status: 'Creating',
      progress: '42%',
      size: 20,
      expireDateTime: '2023-06-16T02:43Z',
      tags: [{ key: 'team', value: 'inference' }, { key: 'bare' }],
    });
    expect(toDataCache(shown, 'edc-1', { region: 'cn-beijing' })).toEqual({
      id: 'edc-1',
      region: 'cn-beijing',
      bucket: 'models',
      path: '/llama',
      name: 'llama',
      status: 'Creating',
      progress: '42%',
      sizeGiB: 20,
      expiresAt: '2023-06-16T02:43Z',
      tags: { team: 'inference', bare: '' },
      events: [],
    });
  });

  it('fills missing fields from the query, and leaves the others empty', () => {
    const asked = { region: 'cn-beijing', bucket: 'models', path: '/llama' };
    expect(toDataCache(new Shown({ expireDateTime: '', progress: '' }), 'edc-1', asked)).toEqual({
      id: 'edc-1',
      ...asked,
      name: '',
      status: '',
      tags: {},
      events: [],
    });
  });

  it.each([
    ['AVAILABLE', 'Available'],
    ['failed', 'Failed'],
    ['Loading', 'Loading'],
  ])('reads the status %s as %s', (written, status) => {
    expect(toDataCache(new Shown({ status: written }), 'edc-1', { region: 'r' })).toMatchObject({ status });
  });

  it('puts the newest event last and events without a time first', () => {
    const shown = new Shown({
      events: [
        { type: 'Warning', reason: 'Third', message: 'c', lastTimestamp: '2026-01-02T03:04:05Z' },
        { type: 'Normal', reason: 'Second', message: 'b', lastTimestamp: '2026-01-02T03:04Z' },
        { reason: 'First' },
      ],
    });
    expect(toDataCache(shown, 'edc-1', { region: 'r' }).events).toEqual([
      { type: '', reason: 'First', message: '' },
      { type: 'Normal', reason: 'Second', message: 'b' },
      { type: 'Warning', reason: 'Third', message: 'c' },
    ]);
  });

  it('accepts a tag named __proto__', () => {
    const shown = new Shown({ tags: [{ key: '__proto__', value: 'x' }] });
    expect(Object.entries(toDataCache(shown, 'edc-1', { region: 'r' }).tags)).toEqual([['__proto__', 'x']]);
  });
});
