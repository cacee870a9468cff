import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { reportTable } from '../../../src/report/report-table.js';
import { buildReport } from '../../../src/report/report.js';
import { record, SAMPLE_PARTS } from './support/sample-report.js';

const plain = picocolors.createColors(false);

describe('the table for a terminal', () => {
  const report = buildReport(SAMPLE_PARTS);

  it('shows sources by regions, then what is not ready and why, then the outcome', () => {
    expect(reportTable(report, { colors: plain, width: 120 })).toMatchSnapshot();
  });

  it('shows counts per region on a narrow terminal', () => {
    expect(reportTable(report, { colors: plain, width: 30 })).toContain('cn-beijing   2       2      1 ');
  });

  it('aligns its columns with and without colours', () => {
    const coloured = reportTable(report, { colors: picocolors.createColors(true), width: 120 });
    const bare = stripVTControlCharacters(coloured).split('\n');
    expect(coloured).toContain('\x1B[32mready');
    expect(bare.slice(0, 3)).toEqual(reportTable(report, { colors: plain, width: 120 }).split('\n').slice(0, 3));
  });

  it('passes no control characters of the service to the terminal', () => {
    const spiteful = record({ state: 'failed', code: 'X', reason: 'a\x1B[2Jb\u009Bc\nd' });
    const hostile = buildReport({ ...SAMPLE_PARTS, regions: [{ region: 'cn-beijing', records: [spiteful] }] });
    expect(reportTable(hostile, { colors: plain, width: 120 })).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('lists the first twenty copies that are not ready and counts the others', () => {
    const records = Array.from({ length: 25 }, (_, i) =>
      record({ source: `edc-${i}`, state: 'failed', code: 'NoStock', reason: 'none' }),
    );
    const many = buildReport({ ...SAMPLE_PARTS, regions: [{ region: 'cn-beijing', records }] });
    const text = reportTable(many, { colors: plain, width: 120 });
    expect(text.match(/failed edc/g)).toHaveLength(20);
    expect(text).toContain('and 5 more in the report');
  });
});
