import { describe, expect, it } from 'vitest';
import { requiredCopies } from '../../../src/cli/follow/wait-for.js';
import { type Counts, noCopies } from '../../../src/copies/counts.js';
import type { RegionLine } from '../../../workflows/messages.js';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { copies, endedRegion, memoOf, PLAN } from '../client/support/sample-run.js';
import { commandLine } from './support/command-line.js';
import { endingAfter, ends } from './support/ending-run.js';

function line(required: boolean, phase: RegionLine['phase'], counts: Partial<Counts>): RegionLine {
  const asOf = '2026-11-02T10:00:00.000Z';
  return { region: 'cn-beijing', required, phase, counts: { ...noCopies(), planned: 2, ...counts }, asOf };
}

const optional = line(false, 'ended', { failed: 2 });

describe('the required copies of a run under way', () => {
  const CASES: readonly [string, RegionLine[], ReturnType<typeof requiredCopies>][] = [
    ['all of them ready', [line(true, 'copying', { ready: 2 }), optional], 'ready'],
    ['some skipped on request', [line(true, 'ended', { ready: 1, skipped: 1 }), optional], 'ready'],
    ['one still to come', [line(true, 'copying', { ready: 1, pending: 1 }), optional], 'under way'],
    ['one failed in a region that continues', [line(true, 'copying', { failed: 1, pending: 1 })], 'under way'],
    ['one failed in a region that has ended', [line(true, 'ended', { ready: 1, failed: 1 })], 'missed'],
    ['missed beside others to come', [line(true, 'ended', { conflict: 2 }), line(true, 'copying', {})], 'missed'],
    ['sources not looked up yet', [line(true, 'not started', { planned: 0 })], 'under way'],
    ['no region required', [optional], 'none'],
  ];

  it.each(CASES)('%s', (_what, regions, expected) => {
    expect(requiredCopies(regions)).toBe(expected);
  });
});

const regions = (required: boolean) => PLAN.targets.map((target) => ({ ...target, required }));
const plan = (required: boolean) => JSON.stringify({ ...PLAN, targets: regions(required) });

/** A server whose run has a required region in this state, and an optional one that never ends. */
function underWay(first: RegionLine): FakeTemporal {
  const temporal = new FakeTemporal();
  temporal.onPause = () => {
    const [run] = temporal.runs;
    if (run === undefined) return;
    run.queries = {
      status: () => ({
        asOf: '2026-11-02T10:00:00Z',
        plan: 'weights',
        planDigest: 'd',
        outcome: 'running',
        counts: first.counts,
        regions: [first, { ...line(false, 'copying', { pending: 2 }), region: 'cn-shanghai' }],
      }),
    };
  };
  return temporal;
}

describe('--wait-for required', () => {
  const args = ['run', '-', '--wait-for', 'required'];
  const stdin = plan(true);

  it('returns 0 once the required copies are ready, reports the run as running, and says what continues', async () => {
    const temporal = underWay(line(true, 'ended', { ready: 2 }));
    const { code, stdout, stderr } = await commandLine([...args, '--output', 'json'], { temporal, stdin });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'running', finishedAt: null });
    expect(stderr).toMatch(
      /Every required copy is ready; the run continues with cn-shanghai \(0 of 2 copies ready, 2 pending\)\. Attach again: eci-replicator watch replicate-weights\n$/,
    );
    expect(temporal.runs[0]?.status).toBe('RUNNING');
  });

  it('returns 1 when a required region has ended without all of its copies', async () => {
    const temporal = underWay(line(true, 'ended', { ready: 1, failed: 1 }));
    const { code, stderr } = await commandLine(args, { temporal, stdin });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /Required copies are not ready, and their regions have ended: cn-beijing \(1 of 2 copies ready, 1 failed\); the run continues with cn-shanghai/,
    );
  });

  it('keeps waiting while a required copy is pending, until --timeout', async () => {
    const temporal = underWay(line(true, 'copying', { ready: 1, pending: 1 }));
    expect((await commandLine([...args, '--timeout', '1m'], { temporal, stdin })).code).toBe(4);
  });

  it('waits for a worker if none answers for the ready copies: a deployment needs them', async () => {
    const temporal = underWay(line(true, 'ended', { ready: 2 }));
    const { onPause } = temporal;
    let pauses = 0;
    temporal.onPause = (ms) => {
      onPause(ms);
      pauses += 1;
      const [run, region] = temporal.runs;
      if (run === undefined) return;
      if (region === undefined) {
        const child = temporal.add({ workflowId: 'replicate-weights/cn-beijing', type: 'replicateRegion' });
        run.memo = { ...run.memo, ...memoOf(child) };
      } else if (pauses === 5) {
        Object.assign(region, { status: 'COMPLETED', result: endedRegion(temporal, 'cn-beijing', copies()).result });
      }
    };
    const { code, stdout, stderr } = await commandLine([...args, '--output', 'json'], { temporal, stdin });
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/no worker answered the copies query/);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'running', counts: { ready: 2 } });
  });

  it.each([
    ['COMPLETED', 'partial', {}, 0],
    ['FAILED', 'failed', {}, 0],
    ['FAILED', 'failed', { state: 'failed', code: 'Other' }, 1],
    ['CANCELLED', 'cancelled', {}, 6],
  ] as const)(
    'of a run that has ended %s, %s, judges the required copies alone: %j',
    async (state, outcome, change, expected) => {
      const temporal = endingAfter(1, ends(state, outcome, copies(change)));
      expect((await commandLine(args, { temporal, stdin })).code).toBe(expected);
    },
  );

  it.each([
    [plan(false), [], /no target of this plan is required/],
    [stdin, ['--no-wait'], /contradict each other/],
  ])('is refused before the start where there is nothing to wait for: %#', async (text, flags, sentence) => {
    const { code, stderr, temporal } = await commandLine([...args, ...flags], { stdin: text });
    expect(code).toBe(2);
    expect(stderr).toMatch(sentence);
    expect(temporal.started).toEqual([]);
  });
});
