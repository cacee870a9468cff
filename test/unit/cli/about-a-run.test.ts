import { describe, expect, it } from 'vitest';
import { allOf } from '../../../src/copies/counts.js';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { copies, endedRegion, memoOf, PLAN } from '../client/support/sample-run.js';
import { commandLine } from './support/command-line.js';
import { endedRun } from './support/ending-run.js';
import { unreachable } from './support/unreachable.js';

describe('commands for one run', () => {
  it('watch exits as run does', async () => {
    expect((await commandLine(['watch', 'weights'], { temporal: endedRun() })).code).toBe(1);
  });

  it.each(['report', 'status'])('%s exits 0 when printed, whatever the outcome', async (command) => {
    const { code, stdout } = await commandLine([command, 'weights'], { temporal: endedRun() });
    expect(code).toBe(0);
    expect(stdout).toContain('weights failed: 4 of 4 copies ready');
  });

  it('status shows what selections matched, read from the memo once the run has ended', async () => {
    const temporal = endedRun();
    Object.assign(temporal.runs[0]?.memo ?? {}, { selected: [{ cache: 2, matched: 300 }] });
    const { stdout } = await commandLine(['status', 'weights'], { temporal });
    expect(stdout).toContain('\nsources matched by source.caches[2].select: 300\n');
  });

  it.each(['report', 'status', 'list', 'doctor'])('%s prints JSON when asked to', async (command) => {
    const id = command === 'report' || command === 'status' ? ['weights'] : [];
    const { code, stdout } = await commandLine([command, ...id, '--output', 'json'], { temporal: endedRun() });
    expect(code).toBe(0);
    expect(() => JSON.parse(stdout)).not.toThrow();
  });

  it('a run that does not exist is one sentence and exit 1', async () => {
    const { code, stdout, stderr } = await commandLine(['watch', 'nothing']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^There is no run of nothing/);
  });

  it('cancel --delete sends the run an update before it cancels it', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights' });
    const { code, stdout } = await commandLine(['cancel', 'weights', '--delete'], { temporal });
    expect(code).toBe(0);
    expect(temporal.updates).toEqual(['deleteOnCancel']);
    expect(stdout).toMatch(
      /the copies that it requested will be deleted\. To see how many were: eci-replicator status/,
    );
  });

  it('cancel --delete exits 5 if no worker answers, and cancels nothing', async () => {
    const temporal = new FakeTemporal();
    temporal.answers = false;
    temporal.add({ workflowId: 'replicate-weights' });
    const { code, stderr } = await commandLine(['cancel', 'weights', '--delete'], { temporal });
    expect(code).toBe(5);
    expect(stderr).toMatch(/No worker answered on the task queue eci-replicator for 60 s, so nothing was changed\./);
    expect({ updates: temporal.updates, cancelled: temporal.cancelled }).toEqual({ updates: [], cancelled: [] });
  });

  it.each([
    ['y\n', [], true],
    ['n\n', [], false],
    ['', [], false],
    ['', ['--yes'], true],
  ] as const)('cancel --delete on a terminal, answered %j, with %j: deletes %s', async (stdin, flags, deletes) => {
    const temporal = new FakeTemporal();
    temporal.add({
      workflowId: 'replicate-weights',
      queries: { status: () => ({ counts: allOf('ready', 4), regions: [] }) },
    });
    const line = ['cancel', 'weights', '--delete', ...flags];
    const { code, stderr } = await commandLine(line, { temporal, stdin, typed: true, terminal: true });
    expect(code).toBe(0);
    expect(temporal.cancelled).toHaveLength(deletes ? 1 : 0);
    expect(stderr.includes('Cancel it and delete the copies that it requested? [y/N]')).toBe(flags.length === 0);
    expect(stderr.includes('Nothing was cancelled or deleted.')).toBe(!deletes);
  });

  it('cancel records who and why, for the report', async () => {
    const temporal = new FakeTemporal();
    temporal.add({ workflowId: 'replicate-weights', input: { plan: PLAN } });
    const line = ['cancel', 'weights', '--keep', '--reason', 'the wrong release', '--by', 'ada'];
    expect((await commandLine(line, { temporal })).code).toBe(0);
    const { stdout } = await commandLine(['report', 'weights', '--output', 'json'], { temporal });
    expect(JSON.parse(stdout)).toMatchObject({
      controls: [{ control: 'cancel', by: 'ada', reason: 'the wrong release', at: '2026-11-02T12:00:00.000Z' }],
    });
  });

  it('status and report show how many copies of a cancelled run were deleted', async () => {
    const temporal = new FakeTemporal();
    const regions = ['cn-beijing', 'cn-shanghai'].map((region) => endedRegion(temporal, region, copies()));
    const memo = {
      ...memoOf(...regions),
      controls: [{ at: 1, control: 'deleteOnCancel' }],
      deleted: { 'cn-beijing': { left: [] }, 'cn-shanghai': { left: [{ reason: 'no permission', rows: '1' }] } },
    };
    temporal.add({ workflowId: 'replicate-weights', input: { plan: PLAN }, status: 'CANCELLED', memo });
    const sentence = '3 copies deleted, 1 copy not deleted';
    expect((await commandLine(['status', 'weights'], { temporal })).stdout).toContain(sentence);
    expect((await commandLine(['report', 'weights'], { temporal })).stdout).toContain(sentence);
    const { stdout } = await commandLine(['report', 'weights', '--output', 'json'], { temporal });
    expect(JSON.parse(stdout)).toMatchObject({ deletion: { deleted: 3, left: 1 } });
  });

  it('status of a run under way says that its copies are to be deleted', async () => {
    const temporal = new FakeTemporal();
    const status = { outcome: 'running', plan: 'weights', counts: allOf('ready', 4), regions: [], asOf: 'now' };
    temporal.add({
      workflowId: 'replicate-weights',
      memo: { controls: [{ at: 1, control: 'deleteOnCancel' }] },
      queries: { status: () => status },
    });
    const { stdout } = await commandLine(['status', 'weights'], { temporal });
    expect(stdout).toContain('the copies that it requested are deleted once it is cancelled');
  });

  it.each([
    [['set-max-in-flight', 'weights', '501'], '`maxInFlight` must be at most 500, not 501.'],
    [['set-max-in-flight', 'weights', '0'], '`maxInFlight` must be at least 1, not 0.'],
    [['set-max-in-flight', '1.5', 'weights'], '`maxInFlight` must be an integer, not 1.5.'],
    [['set-max-in-flight', 'weights', 'many'], '`maxInFlight` must be a number, not "many"'],
    [['approve-wave', 'weights', '101'], '`wave` must be at most 100, not 101.'],
    [['pause', 'weights', '--reason', ' '], '`reason` must have at least 1 character, not "".'],
    [['skip', 'weights', '--region', 'x'.repeat(65)], '`region` must have at most 64 characters'],
    [['skip', 'weights'], 'Say what to skip'],
    [['cancel', 'weights', '--keep', '--by', ''], '`by` must have at least 1 character, not "".'],
  ])('%j exits 2 with a sentence, and asks nobody', async (line, sentence) => {
    const { code, stdout, stderr } = await commandLine(line, { connect: unreachable });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/[{}]/);
  });

  it.each([['cancel', '--keep'], ['pause']])(
    '%s notes that the run is on another task queue',
    async (command, ...flags) => {
      const temporal = new FakeTemporal();
      temporal.add({ workflowId: 'replicate-weights', taskQueue: 'team-b' });
      const { stderr } = await commandLine([command, 'weights', ...flags], { temporal });
      expect(stderr).toMatch(/^Note: replicate-weights is on the task queue team-b, not on eci-replicator/);
      const own = await commandLine([command, 'weights', ...flags], {
        temporal,
        env: { ECI_REPLICATOR_TASK_QUEUE: 'team-b' },
      });
      expect(own.stderr).not.toMatch(/task queue/);
    },
  );
});

describe('doctor', () => {
  it('fails if no worker polls, and says what to do', async () => {
    const temporal = new FakeTemporal();
    temporal.pollers = [];
    const { code, stdout } = await commandLine(['doctor'], { temporal });
    expect(code).toBe(1);
    expect(stdout).toMatch(/fail {2}workflows on eci-replicator: no worker answers\n.*eci-replicator worker/);
    expect(stdout).toMatch(/fail {2}activities on eci-replicator-copy/);
  });

  it('fails if the worker that polled last does not answer', async () => {
    const temporal = new FakeTemporal();
    temporal.answers = false;
    temporal.polledAt = { seconds: -12 };
    const { code, stdout } = await commandLine(['doctor'], { temporal });
    expect(code).toBe(1);
    expect(stdout.match(/^fail .*: no worker answers; worker@host polled it last, 12 s ago$/gm)).toHaveLength(3);
  });

  it('fails if nobody has polled for longer than an idle worker would', async () => {
    const temporal = new FakeTemporal();
    temporal.polledAt = { seconds: -200 };
    const { code, stdout } = await commandLine(['doctor'], { temporal });
    expect(code).toBe(1);
    expect(stdout).toMatch(/fail {2}activities on eci-replicator-copy: no worker polls it; worker@host polled it last/);
  });

  it('reports a server that cannot be reached as a finding', async () => {
    const { code, stdout } = await commandLine(['doctor'], { connect: unreachable });
    expect(code).toBe(1);
    expect(stdout).toMatch(/fail {2}connection: Temporal cannot be reached\./);
  });
});
