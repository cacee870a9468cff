import { describe, expect, it } from 'vitest';
import { matrixOf } from '../../../src/report/matrix.js';
import { buildReport } from '../../../src/report/report.js';
import { unreadyGroups } from '../../../src/report/unready-groups.js';
import { gridReport } from '../../support/grid-report.js';
import { record, SAMPLE_PARTS } from './support/sample-report.js';

describe('the matrix of a report', () => {
  it('has one row per cache and one column per region', () => {
    const { rows, regions } = matrixOf(gridReport(300, 25));
    expect([rows.length, regions.length]).toEqual([300, 25]);
    expect(rows.every(({ copies }) => copies.length === 25 && !copies.includes(undefined))).toBe(true);
  });

  it('keeps two places of one source apart, also in a region whose places are unknown', () => {
    const twice = (path: string) => record({ source: 'edc-1', bucket: path === '' ? '' : 'models', path });
    const { rows } = matrixOf(
      buildReport({
        ...SAMPLE_PARTS,
        regions: [
          { region: 'cn-beijing', records: [twice(''), twice('')] },
          { region: 'cn-shanghai', records: [twice('/a'), twice('/b')] },
        ],
      }),
    );
    expect(rows.map(({ source, place, copies }) => [source, place, copies.length])).toEqual([
      ['edc-1', 'models/a', 2],
      ['edc-1', 'models/b', 2],
    ]);
  });

  it('leaves a cell empty if a region has no such copy', () => {
    const { rows } = matrixOf(
      buildReport({
        ...SAMPLE_PARTS,
        regions: [
          { region: 'cn-beijing', records: [record({ state: 'ready' })] },
          {
            region: 'cn-shanghai',
            records: [record({ state: 'ready' }), record({ source: 'edc-2', state: 'failed' })],
          },
        ],
      }),
    );
    expect(rows.map(({ ready, copies }) => [ready, copies.map((copy) => copy?.outcome)])).toEqual([
      [true, ['ready', 'ready']],
      [false, [undefined, 'failed']],
    ]);
  });
});

describe('groups of copies that are not ready', () => {
  it('hold every such copy once: failures first, larger groups first', () => {
    const failed = (source: string, code: string, reason: string) => record({ source, state: 'failed', code, reason });
    const report = buildReport({
      ...SAMPLE_PARTS,
      regions: [
        { region: 'cn-beijing', records: [record({ state: 'skipped' }), failed('edc-2', 'NoStock', 'none left')] },
        {
          region: 'cn-shanghai',
          records: [failed('edc-1', 'QuotaExceeded', 'full'), failed('edc-2', 'QuotaExceeded', 'still full')],
        },
        { region: 'us-west-1', records: [failed('edc-1', 'QuotaExceeded', 'still full'), record({ state: 'ready' })] },
      ],
    });
    const groups = unreadyGroups(report).map(({ outcome, code, count, reasons, regions }) => ({
      outcome,
      code,
      count,
      reasons: reasons.map(({ text, count: told }) => `${text} ${told}`),
      regions: regions.map(({ region }) => region),
    }));
    expect(groups).toEqual([
      {
        outcome: 'failed',
        code: 'QuotaExceeded',
        count: 3,
        reasons: ['still full 2', 'full 1'],
        regions: ['cn-shanghai', 'us-west-1'],
      },
      { outcome: 'failed', code: 'NoStock', count: 1, reasons: ['none left 1'], regions: ['cn-beijing'] },
      { outcome: 'skipped', code: null, count: 1, reasons: [], regions: ['cn-beijing'] },
    ]);
  });
});
