import { describe, expect, it } from 'vitest';
import { countVerdicts, isChange, PREVIEW_VERDICTS } from '../../../src/copies/verdict.js';
import { changesIn, previewSchema } from '../../../src/report/preview.js';
import { previewOf, SAMPLE_PREVIEW } from './support/sample-preview.js';
import { record } from './support/sample-report.js';

describe('a verdict', () => {
  it('is counted even if it does not occur', () => {
    expect(countVerdicts([record({ verdict: 'adopt' }), record({})])).toMatchObject({
      create: 0,
      adopt: 1,
      recreate: 0,
      conflict: 0,
      none: 1,
    });
  });

  it('requests a copy unless one exists, the place is taken, or it was not surveyed', () => {
    expect(PREVIEW_VERDICTS.filter((verdict) => !isChange(verdict))).toEqual(['adopt', 'conflict', 'none']);
  });
});

describe('a preview', () => {
  it('satisfies its schema and has every copy once, in the order of the plan', () => {
    expect(previewSchema.parse(SAMPLE_PREVIEW)).toEqual(SAMPLE_PREVIEW);
    expect(SAMPLE_PREVIEW.copies.map(({ region, source, verdict }) => `${region} ${source} ${verdict}`)).toEqual([
      'cn-beijing edc-1 create',
      'cn-beijing edc-2 adopt',
      'cn-beijing edc-3 recreate',
      'cn-beijing edc-4 conflict',
      'cn-shanghai edc-1 none',
    ]);
  });

  it('sums up each region: verdicts, GiB to create, and room in the quota', () => {
    expect(SAMPLE_PREVIEW.regions).toMatchObject([
      {
        region: 'cn-beijing',
        verdicts: { create: 1, adopt: 1, recreate: 1, conflict: 1, none: 0 },
        createGiB: 147,
        usage: { used: 99, max: 100, room: 1, reason: null },
      },
      {
        region: 'cn-shanghai',
        verdicts: { create: 0, adopt: 0, recreate: 0, conflict: 0, none: 1 },
        createGiB: 0,
        usage: { used: null, max: null, room: null, reason: 'ListUsage was refused: NoPermission' },
      },
    ]);
    expect(SAMPLE_PREVIEW.regions.map(changesIn)).toEqual([2, 0]);
  });

  it('has null for unknown values', () => {
    expect(SAMPLE_PREVIEW.copies.at(-1)).toEqual({
      source: 'edc-1',
      sourceRegion: 'cn-hongkong',
      region: 'cn-shanghai',
      bucket: null,
      path: null,
      name: null,
      verdict: 'none',
      generation: 0,
      dataCacheId: null,
      sizeGiB: null,
      expiresAt: null,
      code: 'SourceNotFound',
      reason: 'edc-1 is not shown',
    });
  });

  it('never reports negative room', () => {
    const { regions } = previewOf({ 'cn-beijing': { records: [], usage: { used: 7, max: 5 } } });
    expect(regions[0]?.usage.room).toBe(0);
  });
});
