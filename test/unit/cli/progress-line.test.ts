import { assert, integer, property } from 'fast-check';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { progressBar, progressLine } from '../../../src/cli/follow/progress-line.js';
import { type Counts, noCopies } from '../../../src/copies/counts.js';
import type { RegionLine, RunStatus } from '../../../workflows/messages.js';

const colors = picocolors.createColors(false);

function region(change: Partial<RegionLine>, counts: Partial<Counts> = {}): RegionLine {
  return {
    region: 'cn-beijing',
    phase: 'copying',
    counts: { ...noCopies(), planned: 4, ...counts },
    required: true,
    asOf: '2026-11-02T10:00:00.000Z',
    ...change,
  };
}

function statusOf(...regions: RegionLine[]): RunStatus {
  return { asOf: '', plan: 'weights', planDigest: '', outcome: 'running', counts: noCopies(), regions };
}

describe('the progress of a region as a line', () => {
  it('has the counts, the phase, and what the region has been waiting for since when', () => {
    const waiting = { waitingFor: 'capacity: QuotaExceeded: full', waitingSince: '2026-11-02T10:00:00.000Z' };
    expect(progressLine(region(waiting, { ready: 1, failed: 1, pending: 2 }))).toBe(
      'cn-beijing: 1 of 4 copies ready, 1 failed, 2 pending; copying; capacity: QuotaExceeded: full (since 2026-11-02T10:00:00.000Z)',
    );
    expect(progressLine(region({ phase: 'ended' }, { ready: 4 }))).toBe('cn-beijing: 4 of 4 copies ready');
  });
});

describe('the progress of a region as a bar', () => {
  it('is aligned over regions with names of different lengths', () => {
    const short = region({ region: 'us-west-1' });
    const long = region({ region: 'ap-southeast-1' }, { ready: 2, failed: 1 });
    const status = statusOf(short, long);
    expect(progressBar(short, status, { colors, width: 80 })).toBe('us-west-1       ░░░░░░░░░░░░  0/4  copying');
    expect(progressBar(long, status, { colors, width: 80 })).toBe('ap-southeast-1  █████████░░░  2/4  1 lost  copying');
  });

  it('stays on one line, however long the text', () => {
    const waiting = region({ waitingFor: 'x'.repeat(500) });
    const line = progressBar(waiting, statusOf(waiting), { colors, width: 80 });
    expect(line).toHaveLength(80);
    expect(line).toMatch(/x…$/);
  });

  it('always has the same width', () => {
    assert(
      property(integer({ min: 0, max: 50 }), integer({ min: 0, max: 50 }), integer({ min: 0, max: 50 }), (a, b, c) => {
        const mixed = region({}, { planned: a + b + c, ready: a, failed: b, pending: c });
        const bar = /[█░]+/.exec(progressBar(mixed, statusOf(mixed), { colors, width: 80 }));
        expect(bar?.[0]).toHaveLength(12);
      }),
    );
  });
});
