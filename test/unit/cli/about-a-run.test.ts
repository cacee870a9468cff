import { describe, expect, it } from 'vitest';
import { FakeTemporal } from '../client/support/fake-temporal.js';
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
    expect(stdout).toMatch(/the copies that it requested are deleted/);
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
