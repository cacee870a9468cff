import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../../src/report/report-schema.js';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { PLAN } from '../client/support/sample-run.js';
import { commandLine } from './support/command-line.js';
import { endingAfter, ends } from './support/ending-run.js';
import { unreachable } from './support/unreachable.js';

const stdin = JSON.stringify(PLAN);

describe('run', () => {
  it.each([
    ['COMPLETED', 'ready', [], 0],
    ['COMPLETED', 'partial', [], 3],
    ['COMPLETED', 'partial', ['--allow-partial'], 0],
    ['FAILED', 'failed', [], 1],
    ['CANCELLED', 'cancelled', [], 6],
    ['TERMINATED', 'cancelled', [], 6],
  ] as const)('whose workflow ends %s, %s, %j exits %i', async (state, outcome, flags, code) => {
    const temporal = endingAfter(3, ends(state, outcome));
    const ended = await commandLine(['run', '-', ...flags], { temporal, stdin });
    expect(ended.code).toBe(code);
    expect(ended.stdout).toContain(`weights ${outcome}: 4 of 4 copies ready`);
    expect(temporal.closed).toBe(1);
  });

  it('prints the report as JSON and nothing else to stdout', async () => {
    const temporal = endingAfter(2, ends('COMPLETED', 'ready'));
    const signals = new EventEmitter();
    const { stdout, stderr } = await commandLine(['run', '-', '--output', 'json'], { temporal, stdin, signals });
    expect(signals.eventNames()).toEqual([]);
    expect(reportSchema.parse(JSON.parse(stdout))).toMatchObject({ outcome: 'ready', counts: { ready: 4 } });
    expect(stderr).toMatch(/^Started replicate-weights, run run-1\.\n/);
  });

  it('prints a line again only if it has changed', async () => {
    const temporal = endingAfter(5, ends('COMPLETED', 'ready'));
    const { stderr } = await commandLine(['run', '-'], { temporal, stdin });
    expect(stderr.match(/cn-beijing: 0 of 2 copies ready, 2 pending; copying/g)).toHaveLength(1);
    expect(stderr).not.toContain('\x1B');
  });

  it('draws bars in place on a terminal, without colours when NO_COLOR is set', async () => {
    const coloured = await commandLine(['run', '-'], {
      temporal: endingAfter(3, ends('COMPLETED', 'ready')),
      stdin,
      terminal: true,
    });
    expect(coloured.stderr).toMatch(/cn-beijing .*░{12}/);
    expect(coloured.stdout).toContain('\x1B[32mready\x1B[39m');

    const plain = await commandLine(['run', '-'], {
      temporal: endingAfter(3, ends('COMPLETED', 'ready')),
      stdin,
      terminal: true,
      env: { NO_COLOR: '1' },
    });
    expect(plain.stdout).not.toContain('\x1B');
    expect(plain.stderr).not.toContain('\x1B[3');
  });

  it('writes reports and outputs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'eci-replicator-run-'));
    const at = (name: string) => join(folder, name);
    try {
      const temporal = endingAfter(1, ends('COMPLETED', 'ready'));
      const flags = ['--report', at('r.md'), '--report', `junit=${at('r.txt')}`, '--outputs', at('o.json')];
      expect((await commandLine(['run', '-', ...flags], { temporal, stdin })).code).toBe(0);
      expect(await readFile(at('r.md'), 'utf8')).toMatch(/^# Replication of weights: ready/);
      expect(await readFile(at('r.txt'), 'utf8')).toMatch(/^<\?xml/);
      expect(JSON.parse(await readFile(at('o.json'), 'utf8'))).toMatchObject({ 'cn-beijing': { 'edc-1': {} } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('with --no-wait exits once it is started', async () => {
    const { code, stdout, temporal } = await commandLine(['run', '-', '--no-wait', '--output', 'json'], { stdin });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ workflowId: 'replicate-weights', runId: 'run-1', attached: false });
    expect(temporal.runs[0]?.status).toBe('RUNNING');
  });

  it('with --timeout exits 4 once that has passed, says how to attach again, and leaves the run alone', async () => {
    const { code, stderr, temporal } = await commandLine(['run', '-', '--timeout', '1m'], { stdin });
    expect(code).toBe(4);
    expect(stderr).toContain('eci-replicator watch replicate-weights');
    expect(temporal.cancelled).toEqual([]);
  });

  it('exits 5 when Temporal cannot be reached', async () => {
    const { code, stderr } = await commandLine(['run', '-'], { stdin, connect: unreachable });
    expect({ code, stderr }).toEqual({ code: 5, stderr: 'Temporal cannot be reached.\n' });
  });

  it('exits 5 if no worker polls for 60 s, and starts nothing', async () => {
    const temporal = new FakeTemporal();
    temporal.pollers = [];
    const { code, stderr } = await commandLine(['run', '-'], { stdin, temporal });
    expect(code).toBe(5);
    expect(stderr).toMatch(/nothing was started/);
    expect(temporal.started).toEqual([]);
  });

  it('exits 8 when a run with another plan is under way', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', memo: { planDigest: 'other' } });
    const { code, stderr } = await commandLine(['run', '-'], { stdin, temporal });
    expect(code).toBe(8);
    expect(stderr).toMatch(/plan digest other/);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('detaches on %s with exit %i, and the run continues', async (signal, code) => {
    const signals = new EventEmitter();
    const temporal = endingAfter(3, () => signals.emit(signal));
    const ended = await commandLine(['run', '-'], { stdin, temporal, signals });
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain('Detached; the run continues. Attach again: eci-replicator watch replicate-weights');
    expect(temporal.runs[0]?.status).toBe('RUNNING');
    expect(signals.listenerCount(signal)).toBe(0);
  });

  it('says that nothing was started if it is interrupted before the start', async () => {
    const signals = new EventEmitter();
    const temporal = new FakeTemporal();
    temporal.pollers = [];
    temporal.onPause = () => signals.emit('SIGINT');
    const ended = await commandLine(['run', '-'], { stdin, temporal, signals });
    expect(ended.code).toBe(130);
    expect(ended.stderr).toMatch(/Nothing was started/);
    expect(temporal.started).toEqual([]);
  });

  it('survives polls that no worker answers', async () => {
    const temporal = endingAfter(4, ends('COMPLETED', 'ready'));
    const { code, stderr } = await commandLine(['run', '-'], { stdin, temporal });
    expect(code).toBe(0);
    expect(stderr).toMatch(/no worker answers \(no poller seen for task queue recently\)/);
  });

  it('exits by the outcome even if no worker answers for the copies of a terminated run', async () => {
    const temporal = endingAfter(2, ({ runs }) => {
      const [run] = runs;
      if (run === undefined) throw new Error('nothing was started');
      runs.push({
        ...run,
        workflowId: 'replicate-weights/cn-beijing',
        runId: 'child',
        type: 'replicateRegion',
        queries: {},
      });
      run.memo['regions'] = { 'cn-beijing': { workflowId: 'replicate-weights/cn-beijing', runId: 'child' } };
      run.status = 'TERMINATED';
    });
    const { code, stderr } = await commandLine(['run', '-'], { stdin, temporal });
    expect(code).toBe(6);
    expect(stderr).toMatch(/no worker answered the copies query/);
  });
});
