import { describe, expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/copies/copy-record.js';
import { countRecords, noCopies } from '../../../src/copies/counts.js';
import { packRecords } from '../../../src/copies/packed-records.js';
import { MAX_PAYLOAD, payloadBytes } from '../../../src/payload/payload-size.js';
import { RunState } from '../../../workflows/run/run-state.js';
import { statusOfRun, summaryOfRun } from '../../../workflows/run/run-answers.js';
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
    expect(statusOfRun(run)).toMatchObject({
      asOf: '2026-11-02T10:00:00.000Z',
      plan: 'sample',
      planDigest: 'd1gest',
      outcome: 'running',
      regions: [
        { region: 'cn-beijing', phase: 'not started' },
        { region: 'cn-shanghai', phase: 'not started' },
      ],
    });
    expect([run.regionsUnderWay, run.workflows]).toEqual([[], {}]);
  });

  it('has no region but its targets', () => {
    expect(() => openRun().region('cn-hongkong')).toThrow(RangeError);
  });
});

describe('a run with selections', () => {
  const source = { region: 'cn-hongkong', caches: [{ id: 'edc-1' }, { select: { bucket: 'models' } }] };
  const open = () => new RunState({ plan: planOf({ source }), digest: 'd1gest' }, START);

  it('counts the sources that are named by id at first, and every copy once all are known', () => {
    const run = open();
    expect(run.counts).toMatchObject({ planned: 2, pending: 2 });
    expect(statusOfRun(run)).not.toHaveProperty('selected');
    const sources = Array.from({ length: 301 }, (_, n) => `edc-${n}`);
    run.resolved({ sources, selected: [{ cache: 1, matched: 300 }], keepsPaths: true });
    expect(run.counts).toEqual({ ...noCopies(), planned: 602, pending: 602 });
    expect(statusOfRun(run).selected).toEqual([{ cache: 1, matched: 300 }]);
  });

  it('has failed if it ends before its copies are known', () => {
    const caches = [{ select: { bucket: 'models' } }];
    const run = new RunState({ plan: planOf({ source: { ...source, caches } }), digest: 'd1gest' }, START);
    run.halt(STOP);
    run.loseUnstarted('failed', START);
    expect([run.counts.planned, run.isResolved, run.judge()]).toEqual([0, false, 'failed']);
  });

  it('ends like any other run once its copies are known', () => {
    const run = open();
    run.resolved({ sources: ['edc-0', 'edc-1'], selected: [{ cache: 1, matched: 1 }], keepsPaths: true });
    for (const region of ['cn-beijing', 'cn-shanghai']) run.endRegion(region, resultOf(READY), START);
    expect([run.isResolved, run.judge()]).toEqual([true, 'ready']);
  });
});

describe('the report of a region', () => {
  const progress = (ready: number) => ({
    region: 'cn-beijing',
    phase: 'copying' as const,
    counts: { ...noCopies(), planned: 2, ready, pending: 2 - ready },
  });

  it('updates the status and its time', () => {
    const run = openRun();
    run.report(progress(1), START + 1000);
    expect(statusOfRun(run)).toMatchObject({ counts: { planned: 4, ready: 1 } });
    expect(statusOfRun(run).regions).toMatchObject([
      { asOf: '2026-11-02T10:00:01.000Z' },
      { asOf: '2026-11-02T10:00:00.000Z' },
    ]);
  });

  it('no longer counts as paused once the run is resumed: a region reports only at steps', () => {
    const run = openRun();
    run.pause({}, START);
    const since = '2026-11-02T10:00:00.000Z';
    run.report({ ...progress(1), waitingFor: 'paused: on request', waitingKind: 'paused', waitingSince: since }, START);
    expect(statusOfRun(run).regions[0]).toMatchObject({ waitingFor: 'paused: on request' });
    run.resume();
    expect(statusOfRun(run).regions[0]).not.toHaveProperty('waitingFor');
    expect(statusOfRun(run).regions[0]).not.toHaveProperty('waitingKind');
    expect(statusOfRun(run).regions[0]).not.toHaveProperty('waitingSince');
    run.report({ ...progress(1), waitingFor: 'capacity: QuotaExceeded: full', waitingKind: 'capacity' }, START);
    expect(statusOfRun(run).regions[0]).toMatchObject({ waitingFor: 'capacity: QuotaExceeded: full' });
  });

  it('changes neither a region that has ended nor one that is not a target', () => {
    const run = openRun();
    run.endRegion('cn-beijing', resultOf(READY), START);
    run.report(progress(1), START);
    run.report({ ...progress(1), region: 'cn-hongkong' }, START);
    expect(run.counts).toMatchObject({ planned: 4, ready: 2 });
    expect(run.region('cn-beijing').progress.phase).toBe('ended');
  });

  it('shows which regions are under way, and keeps the workflows of the others for the report', () => {
    const run = openRun();
    const workflow = { workflowId: 'replicate-sample/cn-beijing', runId: 'run-1' };
    run.region('cn-beijing').started(workflow);
    expect(run.regionsUnderWay).toEqual([run.region('cn-beijing')]);
    run.endRegion('cn-beijing', resultOf(READY), START);
    expect(run.regionsUnderWay).toEqual([]);
    expect(run.workflows).toEqual({ 'cn-beijing': workflow });
  });
});

describe('the end of a run', () => {
  it('is ready when every copy is', () => {
    const run = openRun();
    for (const region of ['cn-beijing', 'cn-shanghai']) run.endRegion(region, resultOf(READY), START);
    expect([run.judge(), run.missed(['cn-beijing', 'cn-shanghai'])]).toEqual(['ready', false]);
    expect(summaryOfRun(run).notReady).toEqual([]);
  });

  it('is failed without a required copy, partial without an optional one, and failed beyond the budget', () => {
    const some = resultOf([record({ state: 'ready' }), FAILED]);
    const judged = (failing: string, policy = {}) => {
      const run = openRun(policy);
      for (const region of ['cn-beijing', 'cn-shanghai']) {
        run.endRegion(region, region === failing ? some : resultOf(READY), START);
      }
      return [run.judge(), run.missed(['cn-beijing']), run.missed(['cn-shanghai'])];
    };
    expect(judged('cn-beijing')).toEqual(['failed', true, false]);
    expect(judged('cn-shanghai')).toEqual(['partial', false, false]);
    expect(judged('cn-shanghai', { failureBudget: { count: 0 } })).toEqual(['failed', false, false]);
  });

  it('no longer waits for anything', () => {
    const run = openRun();
    run.pause({}, START);
    run.waitFor('a description of 2 sources');
    run.awaitApproval({ wave: 1, regions: ['cn-beijing'], since: '2026-11-02T10:00:00.000Z', until: 'later' });
    expect(statusOfRun(run)).toMatchObject({ paused: {}, waitingFor: expect.any(String), approval: { wave: 1 } });
    run.end('cancelled');
    for (const wish of ['paused', 'waitingFor', 'approval']) expect(statusOfRun(run)).not.toHaveProperty(wish);
  });

  it('does not miss copies that were skipped', () => {
    const run = openRun();
    run.endRegion('cn-beijing', resultOf([record({ state: 'ready' }), record({ state: 'skipped' })]), START);
    expect(run.missed(['cn-beijing'])).toBe(false);
  });

  it('lists the copies that are not ready, at most 500', () => {
    const run = openRun();
    run.endRegion('cn-beijing', resultOf([record({ state: 'ready' }), FAILED]), START);
    expect(summaryOfRun(run).notReady).toEqual([
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
    run.endRegion('cn-shanghai', resultOf(Array<CopyRecord>(2000).fill(FAILED)), START);
    expect(summaryOfRun(run).notReady).toHaveLength(500);
    expect(run.counts.failed).toBe(2001);
  });

  it('estimates how much its history will grow, by regions to come and by those that are started again', () => {
    const run = openRun();
    expect(run.bytesToCome(['cn-beijing'])).toBe(0);
    const result = resultOf([record({ state: 'ready' }), FAILED]);
    run.endRegion('cn-beijing', result, START);
    const bytes = 2 * payloadBytes(result);
    expect([run.bytesToCome([]), run.bytesToCome(['cn-beijing'])]).toEqual([bytes, 2 * bytes]);
    run.endRegion('cn-shanghai', resultOf(READY), START);
    expect([run.bytesToCome([]), run.bytesToCome(['cn-beijing', 'cn-shanghai'])]).toEqual([0, bytes]);
  });

  it('lists fewer copies if their paths are so long that 500 would not fit into its result', () => {
    const run = openRun();
    const path = `/${'\u5927'.repeat(400)}`;
    const long = Array.from({ length: 500 }, () => ({ ...FAILED, path }));
    run.endRegion('cn-beijing', resultOf(long), START);
    const { length } = summaryOfRun(run).notReady;
    expect(length).toBeGreaterThan(200);
    expect(length).toBeLessThan(500);
    expect(payloadBytes(summaryOfRun(run))).toBeLessThanOrEqual(MAX_PAYLOAD);
  });

  it('fails every copy of a region without a result, with its reason', () => {
    const run = openRun();
    run.endRegion('cn-shanghai', resultOf(READY), START);
    run.loseRegion('cn-beijing', { code: 'RegionFailed', reason: 'it broke' }, 'failed', START);
    expect(run.judge()).toBe('failed');
    expect(summaryOfRun(run)).toMatchObject({
      version: 1,
      counts: { planned: 4, ready: 2, failed: 2, pending: 0 },
      regions: [
        { region: 'cn-beijing', stop: { code: 'RegionFailed', reason: 'it broke' } },
        { region: 'cn-shanghai' },
      ],
    });
    expect(summaryOfRun(run).regions[1]).not.toHaveProperty('stop');
  });

  it('leaves regions that never started pending when cancelled and failed when stopped, and ended ones as they are', () => {
    const cancelled = openRun();
    cancelled.endRegion('cn-beijing', resultOf(READY), START);
    cancelled.loseUnstarted('pending', START);
    expect(cancelled.counts).toMatchObject({ ready: 2, pending: 2, failed: 0 });
    expect(summaryOfRun(cancelled).regions).toMatchObject([{}, { stop: { code: 'Cancelled' } }]);

    const stopped = openRun();
    stopped.halt(STOP);
    stopped.loseUnstarted('failed', START);
    expect(stopped.counts).toMatchObject({ failed: 4, pending: 0 });
    expect(summaryOfRun(stopped).regions).toMatchObject([
      { stop: { code: 'NoPermission' } },
      { stop: { code: 'NoPermission' } },
    ]);
  });

  it('loses no copy: the counts always add up to the plan', () => {
    const run = openRun();
    run.endRegion('cn-beijing', resultOf([FAILED, record({ state: 'conflict' })]), START);
    run.loseRegion('cn-shanghai', STOP, 'pending', START);
    const { planned, ready, failed, conflict, skipped, pending } = run.counts;
    expect(ready + failed + conflict + skipped + pending).toBe(planned);
  });
});
