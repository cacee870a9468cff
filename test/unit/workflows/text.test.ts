import { describe, expect, it } from 'vitest';
import { noCopies } from '../../../src/copies/counts.js';
import type { RegionLine, RunStatus } from '../../../workflows/messages.js';
import { regionHelp, regionLine } from '../../../workflows/region/region-progress.js';
import { runDetails, runHelp } from '../../../workflows/run/run-text.js';

function progress(change: Partial<RegionLine> = {}): RegionLine {
  return {
    region: 'cn-beijing',
    phase: 'copying',
    counts: { ...noCopies(), planned: 40, ready: 12 },
    required: true,
    asOf: '2026-11-02T10:00:00.000Z',
    ...change,
  };
}

const status: RunStatus = {
  asOf: '2026-11-02T10:00:00.000Z',
  plan: 'llm-weights',
  planDigest: 'd1gest',
  outcome: 'running',
  counts: { ...noCopies(), planned: 80, ready: 12 },
  regions: [progress(), progress({ region: 'cn-shanghai', phase: 'not started' })],
};

describe('a region in the UI', () => {
  const LINES: readonly [string, Partial<RegionLine>, string][] = [
    ['while it copies', {}, '- **cn-beijing**: 12 of 40 ready'],
    ['before it starts', { phase: 'not started' }, '- **cn-beijing**: 12 of 40 ready; not started'],
    [
      'with failures and conflicts',
      { phase: 'ended', counts: { ...noCopies(), planned: 40, ready: 30, failed: 8, conflict: 2 } },
      '- **cn-beijing**: 30 of 40 ready; 8 failed; 2 in conflict; ended',
    ],
    [
      'while it is full',
      { waitingFor: 'capacity: QuotaExceeded: full', waitingSince: '2026-11-02T10:00:00.000Z' },
      '- **cn-beijing**: 12 of 40 ready; capacity: QuotaExceeded since 2026-11-02 10:00 UTC',
    ],
    [
      'with a long reason cut off',
      { waitingFor: 'many words '.repeat(9) },
      '- **cn-beijing**: 12 of 40 ready; many words many words many words many words many…',
    ],
    [
      'while sources are not Available',
      { waitingFor: '2 copies wait' },
      '- **cn-beijing**: 12 of 40 ready; 2 copies wait',
    ],
  ];
  it.each(LINES)('is one line of a list %s', (_, change, line) => {
    expect(regionLine(progress(change))).toBe(line);
  });
});

describe('a run in the UI', () => {
  it('is a headline and one line per region', () => {
    expect(runDetails(status).split('\n')).toEqual([
      '**llm-weights**: 12 of 80 copies ready',
      '',
      '- **cn-beijing**: 12 of 40 ready; as of 2026-11-02 10:00 UTC',
      '- **cn-shanghai**: 12 of 40 ready; not started',
      '',
      '\u00A0',
    ]);
  });

  it('says first which update to send, and until when', () => {
    const since = '2026-11-02T10:00:00.000Z';
    const paused = { since, by: 'ada', reason: 'a look' };
    const approval = { wave: 2, regions: ['cn-shanghai'], since, until: '2026-11-02T22:00:00.000Z' };
    expect(
      runDetails({ ...status, paused, approval })
        .split('\n')
        .slice(1, 6),
    ).toEqual([
      '',
      '**Paused** since 2026-11-02 10:00 UTC (ada: a look): send `resume`',
      '',
      '**Wave 2 waits for approval** until 2026-11-02 22:00 UTC: send `approveWave` with `{"wave": 2}`',
      '',
    ]);
  });

  it('says what the whole run waits for', () => {
    expect(runDetails({ ...status, waitingFor: 'sources' }).split('\n')[1]).toBe('Waiting for: sources');
  });

  it('says what the selections of the plan matched, for at most ten of them', () => {
    const selected = Array.from({ length: 12 }, (_, cache) => ({ cache, matched: 300 }));
    const line = (some: typeof selected) => runDetails({ ...status, selected: some }).split('\n')[1];
    expect(line(selected.slice(1, 3))).toBe(
      'Sources matched by source.caches[1].select: 300, source.caches[2].select: 300',
    );
    expect(line(selected)).toMatch(/\[9\]\.select: 300, and 2 more selections$/);
  });

  it('lists queries and updates, with examples that are JSON', () => {
    for (const help of [runHelp('llm-weights'), regionHelp('cn-beijing')]) {
      expect(help).toContain('`status`');
      expect(help).toContain('`copies`');
      for (const [, example = ''] of help.matchAll(/`(\{.*?\})`/g)) expect(JSON.parse(example)).toBeTypeOf('object');
    }
    expect(runHelp('llm-weights')).toContain('`deleteOnCancel`');
  });
});
