import { describe, expect, it } from 'vitest';
import { markdownReport } from '../../../src/report/markdown.js';
import { buildReport } from '../../../src/report/report.js';
import { reportSchema } from '../../../src/report/report-schema.js';
import { record, SAMPLE_PARTS } from './support/sample-report.js';

describe('the report', () => {
  const report = buildReport(SAMPLE_PARTS);

  it('satisfies its own schema', () => {
    expect(reportSchema.parse(report)).toEqual(report);
  });

  it('has every key of the contract, in its order', () => {
    expect(Object.keys(report)).toEqual(
      'version plan planDigest workflowId runId startedAt finishedAt outcome counts copies'.split(' '),
    );
    expect(Object.keys(report.counts)).toEqual('planned ready failed conflict skipped pending adopted'.split(' '));
    for (const copy of report.copies) {
      expect(Object.keys(copy)).toEqual(
        (
          'source sourceRegion region dataCacheId bucket path sizeGiB expiresAt verdict outcome ' +
          'generation attempts code reason advice requestId requestedAt readyAt ended'
        ).split(' '),
      );
    }
  });

  it('counts what its copies say', () => {
    expect(report.counts).toEqual({
      planned: 6,
      ready: 2,
      failed: 1,
      conflict: 1,
      skipped: 1,
      pending: 1,
      adopted: 1,
    });
  });

  it('writes times as ISO 8601 and what is unknown as null', () => {
    const [created, adopted] = report.copies;
    expect(created).toMatchObject({ requestedAt: '2026-11-02T10:00:05.000Z', readyAt: '2026-11-02T10:01:06.500Z' });
    expect(adopted).toMatchObject({ requestedAt: null, sizeGiB: null, code: null, expiresAt: null });
    expect(buildReport({ ...SAMPLE_PARTS, finishedAt: undefined, planDigest: undefined })).toMatchObject({
      finishedAt: null,
      planDigest: null,
    });
  });

  it('shows no place for a source that was never described', () => {
    expect(report.copies.at(-1)).toMatchObject({ bucket: null, path: null, outcome: 'pending' });
  });

  it('advises on a code, but not for a copy that is ready', () => {
    const failed = report.copies.find(({ outcome }) => outcome === 'failed');
    expect(failed?.advice).toMatch(/quota/i);
    const ready = buildReport({
      ...SAMPLE_PARTS,
      regions: [{ region: 'cn-beijing', records: [record({ state: 'ready', code: 'QuotaExceeded' })] }],
    });
    expect(ready.copies[0]?.advice).toBeNull();
  });

  it('explains a bill of more copies than one by the generations that ended', () => {
    const ended = [
      { generation: 0, id: 'edc-a', code: 'CopyFailed', reason: 'DiskFull: the disk is full' },
      { generation: 1, code: 'Vanished' },
    ];
    const regions = [{ region: 'cn-beijing', records: [record({ state: 'ready', generation: 2, ended })] }];
    const told = buildReport({ ...SAMPLE_PARTS, regions });
    expect(told.copies[0]?.ended).toEqual([
      { generation: 0, dataCacheId: 'edc-a', code: 'CopyFailed', reason: 'DiskFull: the disk is full' },
      { generation: 1, dataCacheId: null, code: 'Vanished', reason: null },
    ]);
    expect(markdownReport(told)).toContain(
      '| cn-beijing | edc-1 | 0 | edc-a | CopyFailed | DiskFull: the disk is full |',
    );
  });
});
