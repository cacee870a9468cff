import { describe, expect, it } from 'vitest';
import picocolors from 'picocolors';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { markdownReport } from '../../../src/report/report-markdown.js';
import { reportSchema } from '../../../src/report/report-schema.js';
import { reportTable } from '../../../src/report/report-table.js';
import { buildReport } from '../../../src/report/report.js';
import { record, SAMPLE_PARTS } from './support/sample-report.js';

describe('the report', () => {
  const report = buildReport(SAMPLE_PARTS);

  it('satisfies its own schema', () => {
    expect(reportSchema.parse(report)).toEqual(report);
  });

  it('has every key of the contract, in order', () => {
    expect(Object.keys(report)).toEqual(
      'version plan planDigest workflowId runId startedAt finishedAt outcome counts copies regions controls deletion'.split(
        ' ',
      ),
    );
    expect(Object.keys(report.counts)).toEqual('planned ready failed conflict skipped pending adopted'.split(' '));
    for (const copy of report.copies) {
      expect(Object.keys(copy)).toEqual(
        (
          'source sourceRegion region dataCacheId bucket path sizeGiB expiresAt verdict outcome ' +
          'generation attempts code reason advice requestId requestedAt readyAt ended why'
        ).split(' '),
      );
    }
  });

  it('has counts that match its copies', () => {
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

  it('writes times as ISO 8601 and unknown values as null', () => {
    const [created, adopted] = report.copies;
    expect(created).toMatchObject({ requestedAt: '2026-11-02T10:00:05.000Z', readyAt: '2026-11-02T10:01:06.500Z' });
    expect(adopted).toMatchObject({ requestedAt: null, sizeGiB: null, code: null, expiresAt: null });
    expect(buildReport({ ...SAMPLE_PARTS, finishedAt: undefined, planDigest: undefined })).toMatchObject({
      finishedAt: null,
      planDigest: null,
    });
  });

  it('shows how the time of each region was spent and which controls were applied', () => {
    expect(report.regions.map(({ region }) => region)).toEqual(['cn-beijing', 'cn-shanghai', 'us-west-1']);
    expect(report.regions[1]).toEqual({
      region: 'cn-shanghai',
      required: false,
      startedAt: '2026-11-02T10:00:01.000Z',
      endedAt: '2026-11-02T11:00:00.000Z',
      waits: [
        {
          kind: 'capacity',
          code: 'QuotaExceeded',
          reason: 'The quota <100> & more is "full"',
          from: '2026-11-02T10:00:06.000Z',
          to: '2026-11-02T10:30:00.000Z',
        },
        { kind: 'paused', code: null, reason: null, from: '2026-11-02T10:30:00.000Z', to: null },
      ],
      partialView: null,
    });
    expect(report.controls[1]).toEqual({
      at: '2026-11-02T10:40:00.000Z',
      control: 'skip',
      target: 'edc-1 in us-west-1',
      by: null,
      reason: null,
    });
  });

  it('leaves unknown values of regions and controls null', () => {
    const untold = buildReport({
      ...SAMPLE_PARTS,
      regions: [{ region: 'cn-beijing', records: [] }],
      controls: undefined,
    });
    expect(untold).toMatchObject({
      regions: [{ region: 'cn-beijing', required: null, startedAt: null, endedAt: null, waits: [] }],
      controls: [],
    });
    expect(reportSchema.parse(untold)).toEqual(untold);
    expect(markdownReport(untold)).not.toContain('## Controls');
  });

  it('says on which look a request rests', () => {
    const copyOf = (change: Partial<CopyRecord>) => {
      const regions = [{ region: 'cn-beijing', records: [record(change)] }];
      return buildReport({ ...SAMPLE_PARTS, regions }).copies[0]?.why;
    };
    const at = Date.parse('2026-11-02T10:00:00Z');
    expect(copyOf({ requestedAt: 1, seenAt: at })).toBe(
      'the listing of the region at 2026-11-02T10:00:00.000Z did not show it',
    );
    expect(copyOf({ requestedAt: 1, seenAt: 0, lookedAt: at })).toBe(
      'nothing was at the destination at 2026-11-02T10:00:00.000Z',
    );
    expect(copyOf({ seenAt: at })).toBeNull();
  });

  it('notes a region that did not show everything, wherever a person reads it', () => {
    const regions = [{ region: 'cn-beijing', records: [], partial: { listed: 5, counted: 9 } }];
    const partial = buildReport({ ...SAMPLE_PARTS, regions });
    expect(partial.regions[0]?.partialView).toEqual({ listed: 5, counted: 9 });
    const note = 'cn-beijing: 5 data caches are listed, but ListUsage counts 9';
    expect(markdownReport(partial)).toContain(note);
    expect(reportTable(partial, { colors: picocolors.createColors(false), width: 80 })).toContain(note);
  });

  it('shows no place for a source that was never described', () => {
    expect(report.copies.at(-1)).toMatchObject({ bucket: null, path: null, outcome: 'pending' });
  });

  it('gives advice for a code, except for a ready copy', () => {
    const failed = report.copies.find(({ outcome }) => outcome === 'failed');
    expect(failed?.advice).toMatch(/quota/i);
    const ready = buildReport({
      ...SAMPLE_PARTS,
      regions: [{ region: 'cn-beijing', records: [record({ state: 'ready', code: 'QuotaExceeded' })] }],
    });
    expect(ready.copies[0]?.advice).toBeNull();
  });

  it('lists ended generations, which explain a bill for several copies', () => {
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
