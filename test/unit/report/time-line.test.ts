import { describe, expect, it } from 'vitest';
import { gridReport } from '../../support/grid-report.js';
import { buildReport, type RegionRecords } from '../../../src/report/report.js';
import { timeLineOf } from '../../../src/report/time-line.js';
import { record, SAMPLE_PARTS } from './support/sample-report.js';

const start = SAMPLE_PARTS.startedAt.getTime();
const minute = 60_000;

describe('the time line', () => {
  it('counts requested and ready copies of a region over time', () => {
    const region = regionWith({
      startedAt: start,
      endedAt: start + 40 * minute,
      records: [
        record({ state: 'ready', requestedAt: start + 3 * minute, readyAt: start + 9 * minute }),
        record({ source: 'edc-2', state: 'failed', requestedAt: start + 6 * minute }),
        // Found ready, nobody knows since when.
        record({ source: 'edc-3', state: 'ready', verdict: 'adopt' }),
      ],
    });
    expect(region).toMatchObject({ planned: 3, ready: 2, span: { from: start, to: start + 40 * minute } });
    expect(region?.requested).toEqual(stepsAt([0, 1], [3, 2], [6, 3], [40, 3]));
    expect(region?.available).toEqual(stepsAt([0, 1], [9, 2], [40, 2]));
  });

  it('ends an open wait with its region', () => {
    const waits = [{ kind: 'capacity' as const, from: start + minute }];
    expect(regionWith({ startedAt: start, endedAt: start + 40 * minute, waits })?.waits).toEqual([
      { kind: 'capacity', from: start + minute, to: start + 40 * minute },
    ]);
    expect(regionWith({ startedAt: start, waits })?.waits).toMatchObject([{ to: start + 60 * minute }]);
  });

  it('has no span for a region that did not start', () => {
    const region = regionWith({ records: [record({ state: 'failed', code: 'WaveStopped' })] });
    expect(region).toEqual({ region: 'cn-beijing', planned: 1, ready: 0, requested: [], available: [], waits: [] });
  });

  it('ends with the last known event while the run is under way', () => {
    const region: RegionRecords = {
      region: 'cn-beijing',
      startedAt: start,
      records: [record({ state: 'ready', requestedAt: start + minute, readyAt: start + 7 * minute })],
    };
    const report = buildReport({ ...SAMPLE_PARTS, finishedAt: undefined, regions: [region], controls: undefined });
    expect(timeLineOf(report).end).toBe(start + 7 * minute);
  });

  it('has no more steps than are visible, for any number of copies', () => {
    const [region] = timeLineOf(gridReport(2_000, 1)).regions;
    expect(region?.requested.length).toBeLessThan(405);
    expect(region?.requested.at(-1)?.copies).toBeGreaterThan(150);
  });
});

function regionWith(change: Partial<RegionRecords>) {
  const region: RegionRecords = { region: 'cn-beijing', records: [], ...change };
  return timeLineOf(buildReport({ ...SAMPLE_PARTS, regions: [region], controls: undefined })).regions[0];
}

/** Minutes after the start, and copies by then. */
function stepsAt(...steps: readonly (readonly [number, number])[]) {
  return steps.map(([at, copies]) => ({ at: start + at * minute, copies }));
}
