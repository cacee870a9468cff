import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { countRecords, noCopies } from '../../../src/copies/counts.js';
import { packRecords } from '../../../src/copies/packed-records.js';
import { MAX_PAYLOAD, payloadBytes } from '../../../src/payload/payload-size.js';
import { RunState } from '../../../workflows/run/run-state.js';
import { planOf } from '../plan/sample-plan.js';
import { record } from '../report/support/sample-report.js';

const START = Date.parse('2026-11-02T10:00:00Z');

/** Two copies in each of two regions; cn-shanghai is not required. */
function openRun(policy: object = {}) {
  const targets = [{ region: 'cn-beijing' }, { region: 'cn-shanghai', required: false }];
  return new RunState({ plan: planOf({ targets, policy }), digest: 'd1gest' }, START);
}

const resultOf = (records: readonly CopyRecord[]) => ({
  counts: countRecords(records),
  records: packRecords(records),
});
const READY = [record({ state: 'ready' }), record({ source: 'edc-2', state: 'ready' })];
const FAILED = record({ source: 'edc-2', state: 'failed', code: 'CopyFailed', reason: 'Disk', id: 'edc-copy' });
const STOP = { code: 'NoPermission', reason: 'no', immediately: false };

describe('a run before its regions start', () => {
  it('counts every copy of the plan as pending', () => {
    const run = openRun();
    expect(run.counts).toEqual({ ...noCopies(), planned: 4, pending: 4 });
    expect(run.status()).toMatchObject({
      asOf: '2026-11-02T10:00:00.000Z',
      plan: 'sample',
      planDigest: 'd1gest',
      outcome: 'running',
      regions: [
        { region: 'cn-beijing', phase: 'not started' },
        { region: 'cn-shanghai', phase: 'not started' },
      ],
    });
    expect([run.underWay, run.workflows]).toEqual([[], {}]);
  });

  it('knows its targets alone', () => {
    expect(() => openRun().view('cn-hongkong')).toThrow(RangeError);
  });
});

describe('a run with selections', () => {
  const source = { region: 'cn-hongkong', caches: [{ id: 'edc-1' }, { select: { bucket: 'models' } }] };
  const open = () => new RunState({ plan: planOf({ source }), digest: 'd1gest' }, START);

  it('counts what it knows by id at first, and every copy once they are found', () => {
    const run = open();
    expect(run.counts).toMatchObject({ planned: 2, pending: 2 });
    expect(run.status()).not.toHaveProperty('selected');
    run.resolved(
      Array.from({ length: 301 }, (_, n) => `edc-${n}`),
      [{ cache: 1, matched: 300 }],
    );
    expect(run.counts).toEqual({ ...noCopies(), planned: 602, pending: 602 });
    expect(run.status().selected).toEqual([{ cache: 1, matched: 300 }]);
  });

  it('is failed, not ready for want of copies, when it ends before they are found', () => {
    const caches = [{ select: { bucket: 'models' } }];
    const run = new RunState({ plan: planOf({ source: { ...source, caches } }), digest: 'd1gest' }, START);
    run.stop = STOP;
    run.loseUnstarted(false, START);
    expect([run.counts.planned, run.isResolved, run.judge()]).toEqual([0, false, 'failed']);
  });

  it('ends as any other does once they are found', () => {
    const run = open();
    run.resolved(['edc-0', 'edc-1'], [{ cache: 1, matched: 1 }]);
    for (const region of ['cn-beijing', 'cn-shanghai']) run.ended(region, resultOf(READY), START);
    expect([run.isResolved, run.judge()]).toEqual([true, 'ready']);
  });
});

describe('what a run hears of its regions', () => {
  const progress = (ready: number) => ({
    region: 'cn-beijing',
    phase: 'copying' as const,
    counts: { ...noCopies(), planned: 2, ready, pending: 2 - ready },
  });

  it('is taken as it comes, with its time', () => {
    const run = openRun();
    run.heard(progress(1), START + 1000);
    expect(run.status()).toMatchObject({ asOf: '2026-11-02T10:00:01.000Z', counts: { planned: 4, ready: 1 } });
  });

  it('is not that it is paused, once the run was resumed: a region speaks at its steps alone', () => {
    const run = openRun();
    run.paused = { since: '2026-11-02T10:00:00.000Z' };
    run.heard({ ...progress(1), waitingFor: 'paused: on request', waitingSince: '2026-11-02T10:00:00.000Z' }, START);
    expect(run.status().regions[0]).toMatchObject({ waitingFor: 'paused: on request' });
    run.paused = undefined;
    expect(run.status().regions[0]).not.toHaveProperty('waitingFor');
    expect(run.status().regions[0]).not.toHaveProperty('waitingSince');
    run.heard({ ...progress(1), waitingFor: 'capacity: QuotaExceeded: full' }, START);
    expect(run.status().regions[0]).toMatchObject({ waitingFor: 'capacity: QuotaExceeded: full' });
  });

  it('never changes a region that has told its end, and is minded of no stranger', () => {
    const run = openRun();
    run.ended('cn-beijing', resultOf(READY), START);
    run.heard(progress(1), START);
    run.heard({ ...progress(1), region: 'cn-hongkong' }, START);
    expect(run.counts).toMatchObject({ planned: 4, ready: 2 });
    expect(run.view('cn-beijing').progress.phase).toBe('ended');
  });

  it('tells which regions have a workflow under way, and keeps the others’ for the report', () => {
    const run = openRun();
    const workflow = { workflowId: 'replicate-sample/cn-beijing', runId: 'run-1' };
    run.view('cn-beijing').workflow = workflow;
    expect(run.underWay).toEqual(['cn-beijing']);
    run.ended('cn-beijing', resultOf(READY), START);
    expect(run.underWay).toEqual([]);
    expect(run.workflows).toEqual({ 'cn-beijing': workflow });
  });
});

describe('the end of a run', () => {
  it('is ready when every copy is', () => {
    const run = openRun();
    for (const region of ['cn-beijing', 'cn-shanghai']) run.ended(region, resultOf(READY), START);
    expect([run.judge(), run.missed(['cn-beijing', 'cn-shanghai'])]).toEqual(['ready', false]);
    expect(run.summary().notReady).toEqual([]);
  });

  it('is failed without a required copy, partial without another, failed beyond the budget', () => {
    const some = resultOf([record({ state: 'ready' }), FAILED]);
    const judged = (failing: string, policy = {}) => {
      const run = openRun(policy);
      for (const region of ['cn-beijing', 'cn-shanghai']) {
        run.ended(region, region === failing ? some : resultOf(READY), START);
      }
      return [run.judge(), run.missed(['cn-beijing']), run.missed(['cn-shanghai'])];
    };
    expect(judged('cn-beijing')).toEqual(['failed', true, false]);
    expect(judged('cn-shanghai')).toEqual(['partial', false, false]);
    expect(judged('cn-shanghai', { failureBudget: { count: 0 } })).toEqual(['failed', false, false]);
  });

  it('asks nobody for anything any more', () => {
    const run = openRun();
    run.paused = { since: '2026-11-02T10:00:00.000Z' };
    run.waitingFor = 'the description of 2 sources';
    run.approval = { wave: 1, regions: ['cn-beijing'], since: '2026-11-02T10:00:00.000Z', until: 'later' };
    expect(run.status()).toMatchObject({ paused: {}, waitingFor: expect.any(String), approval: { wave: 1 } });
    run.outcome = 'cancelled';
    for (const wish of ['paused', 'waitingFor', 'approval']) expect(run.status()).not.toHaveProperty(wish);
  });

  it('does not miss what was skipped on request', () => {
    const run = openRun();
    run.ended('cn-beijing', resultOf([record({ state: 'ready' }), record({ state: 'skipped' })]), START);
    expect(run.missed(['cn-beijing'])).toBe(false);
  });

  it('names the copies that are not ready, and at most 500', () => {
    const run = openRun();
    run.ended('cn-beijing', resultOf([record({ state: 'ready' }), FAILED]), START);
    expect(run.summary().notReady).toEqual([
      {
        region: 'cn-beijing',
        source: 'edc-2',
        bucket: 'models',
        path: '/llama-3',
        state: 'failed',
        code: 'CopyFailed',
        reason: 'Disk',
        id: 'edc-copy',
      },
    ]);
    run.ended('cn-shanghai', resultOf(Array<CopyRecord>(2000).fill(FAILED)), START);
    expect(run.summary().notReady).toHaveLength(500);
    expect(run.counts.failed).toBe(2001);
  });

  it('knows how much its history is still to hold, of regions to come and of those that are taken up again', () => {
    const run = openRun();
    expect(run.bytesToCome(['cn-beijing'])).toBe(0);
    const result = resultOf([record({ state: 'ready' }), FAILED]);
    run.ended('cn-beijing', result, START);
    const bytes = 2 * payloadBytes(result);
    expect([run.bytesToCome([]), run.bytesToCome(['cn-beijing'])]).toEqual([bytes, 2 * bytes]);
    run.ended('cn-shanghai', resultOf(READY), START);
    expect([run.bytesToCome([]), run.bytesToCome(['cn-beijing', 'cn-shanghai'])]).toEqual([0, bytes]);
  });

  it('lists fewer where their paths are so long that 500 would be too much for its result', () => {
    const run = openRun();
    const path = `/${'\u5927'.repeat(400)}`;
    const long = Array.from({ length: 500 }, () => ({ ...FAILED, path }));
    run.ended('cn-beijing', resultOf(long), START);
    const { length } = run.summary().notReady;
    expect(length).toBeGreaterThan(200);
    expect(length).toBeLessThan(500);
    expect(payloadBytes(run.summary())).toBeLessThanOrEqual(MAX_PAYLOAD);
  });

  it('fails every copy of a region that has none of its own to show, for its reason', () => {
    const run = openRun();
    run.ended('cn-shanghai', resultOf(READY), START);
    run.lost('cn-beijing', { code: 'RegionFailed', reason: 'it broke' }, 'failed', START);
    expect(run.judge()).toBe('failed');
    expect(run.summary()).toMatchObject({
      version: 1,
      counts: { planned: 4, ready: 2, failed: 2, pending: 0 },
      regions: [
        { region: 'cn-beijing', stop: { code: 'RegionFailed', reason: 'it broke' } },
        { region: 'cn-shanghai' },
      ],
    });
    expect(run.summary().regions[1]).not.toHaveProperty('stop');
  });

  it('leaves regions that it never came to pending when cancelled, and failed when stopped; ended ones as they are', () => {
    const cancelled = openRun();
    cancelled.ended('cn-beijing', resultOf(READY), START);
    cancelled.loseUnstarted(true, START);
    expect(cancelled.counts).toMatchObject({ ready: 2, pending: 2, failed: 0 });
    expect(cancelled.summary().regions).toMatchObject([{}, { stop: { code: 'Cancelled' } }]);

    const stopped = openRun();
    stopped.stop = STOP;
    stopped.loseUnstarted(false, START);
    expect(stopped.counts).toMatchObject({ failed: 4, pending: 0 });
    expect(stopped.summary().regions).toMatchObject([
      { stop: { code: 'NoPermission' } },
      { stop: { code: 'NoPermission' } },
    ]);
  });

  it('loses no copy: the counts always add up to the plan', () => {
    const run = openRun();
    run.ended('cn-beijing', resultOf([FAILED, record({ state: 'conflict' })]), START);
    run.lost('cn-shanghai', STOP, 'pending', START);
    const { planned, ready, failed, conflict, skipped, pending } = run.counts;
    expect(ready + failed + conflict + skipped + pending).toBe(planned);
  });
});
