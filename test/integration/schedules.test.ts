import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { applySchedule } from '../../src/client/schedules/apply-schedule.js';
import type { ScheduleState } from '../../src/client/schedules/schedule-state.js';
import { realPause } from '../../src/client/pause.js';
import { planDigest } from '../../src/plan/plan-digest.js';
import { planSchema } from '../../src/plan/plan-schema.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { temporalAddress } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { commandLine } from '../unit/cli/support/command-line.js';

const NIGHTLY = { cron: '0 3 * * *', timezone: 'Asia/Shanghai' };
/** Every copy there waits for stock forever. */
const FULL = 'cn-shanghai';
/** Every copy there is refused permanently. */
const CLOSED = 'cn-chengdu';

const plan = (name: string, schedule: object, regions = ['cn-beijing']) => ({
  ...planOf({ name, caches: 1, regions }),
  schedule,
});

describe('a schedule', () => {
  let replicator: Replicator;
  let plansFolder: string;

  beforeAll(async () => {
    plansFolder = await mkdtemp(path.join(tmpdir(), 'eci-replicator-schedules-'));
    replicator = await openReplicator({
      address: temporalAddress(),
      plansFolder,
      scenario: {
        sources: sourceCaches(1),
        copyTime: '1s',
        regions: { [FULL]: { neverStock: true }, [CLOSED]: { errorCode: 'Zone.NotOnSale' } },
      },
    });
  });
  afterAll(async () => {
    await replicator.close();
    await rm(plansFolder, { recursive: true });
  });

  /** Runs the command line in memory against the real server. */
  function cli(words: string, document?: object) {
    return commandLine(words.split(' '), {
      client: replicator.client,
      env: { ECI_REPLICATOR_TASK_QUEUE: replicator.taskQueue },
      ...(document === undefined ? {} : { stdin: JSON.stringify(document) }),
    });
  }

  async function json<T = Record<string, unknown>>(words: string, document?: object): Promise<T> {
    const { code, stdout, stderr } = await cli(`${words} --output json`, document);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as T;
  }

  const stateOf = (name: string) => json<ScheduleState>(`schedule describe ${name}`);

  /** Polls the schedule until the condition holds. */
  function until(name: string, isSo: (state: ScheduleState) => boolean): Promise<ScheduleState> {
    return vi.waitUntil(
      async () => {
        const state = await stateOf(name);
        return isSo(state) ? state : undefined;
      },
      { timeout: 60_000, interval: 250 },
    );
  }

  const lastEnded = ({ runs: [last] }: ScheduleState) => last !== undefined && last.outcome !== 'running';

  it('exists once when applied twice, shows its changes, stays paused after a manual pause, and can be deleted', async () => {
    const created = await cli('schedule apply -', plan('life', NIGHTLY));
    expect(created).toMatchObject({ code: 0, stderr: expect.stringContaining('eci-replicator schedule ') });
    expect(created.stdout).toMatch(
      /^created replicate-life\nAt 03:00 \(cron 0 3 \* \* \*\), Asia\/Shanghai\n {2}20\d\d-.*T03:00:00\+08:00 {2}20/,
    );
    expect(await json('schedule apply -', plan('life', NIGHTLY))).toMatchObject({ result: 'unchanged', changes: [] });
    const before = (await stateOf('life')).counts;

    const listed = await vi.waitUntil(
      async () => {
        const all = await json<Record<string, unknown>[]>('schedule list');
        const named = all.filter(({ scheduleId }) => scheduleId === 'replicate-life');
        return named.length === 0 ? undefined : named;
      },
      { timeout: 30_000, interval: 250 },
    );
    expect(listed).toMatchObject([{ when: 'cron 0 3 * * *', timezone: 'Asia/Shanghai', paused: false, lastRun: null }]);
    expect(before).toMatchObject({ started: 0, waiting: 0 });

    expect(await json('schedule pause life --reason moving')).toMatchObject({
      paused: true,
      note: 'moving',
      changed: true,
    });
    expect(await json('schedule pause replicate-life')).toMatchObject({ note: 'moving', changed: false });
    const hourly = plan('life', { every: '1h', jitter: '5m', pauseOnFailure: true }, ['cn-beijing', 'cn-hangzhou']);
    const updated = await json('schedule apply - --region cn-beijing', hourly);
    expect(updated).toMatchObject({ result: 'updated', paused: true, note: 'moving' });
    expect(updated['changes']).toMatchObject([
      { field: 'when', from: 'cron 0 3 * * *', to: 'every 1h' },
      { field: 'timezone', from: 'Asia/Shanghai', to: 'UTC' },
      { field: 'jitter', from: null, to: '5m' },
      { field: 'pauseOnFailure', from: false, to: true },
      { field: 'regions', from: null, to: ['cn-beijing'] },
    ]);
    expect(updated['planChanges']).toEqual(['targets[cn-hangzhou].region: none → cn-hangzhou']);
    const again = await cli('schedule apply - --region cn-beijing', hourly);
    expect(again.stdout).toMatch(/^unchanged replicate-life: [^]*\npaused \(moving\): it starts no runs until/);
    expect(await json('schedule resume life')).toMatchObject({ paused: false, changed: true });

    expect(await json('schedule delete life')).toEqual({ scheduleId: 'replicate-life', deleted: true });
    const gone = await cli('schedule trigger life');
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toMatch(/There is no schedule of life: .*schedule apply FILE/);
  });

  it('stays paused if a person pauses it while it is being applied', async () => {
    const wanted = (every: string) => {
      const document = plan('raced', { every });
      const parsed = planSchema.parse(document);
      const { schedule } = parsed;
      if (schedule === undefined) throw new Error('a schedule is needed');
      return { name: 'raced', schedule, planDigest: planDigest(parsed), document, taskQueue: replicator.taskQueue };
    };
    const { client } = replicator;
    await applySchedule(client, wanted('1h'), realPause);
    const service = client.workflowService;
    const update = service.updateSchedule.bind(service);
    const raced = vi
      .spyOn(service, 'updateSchedule')
      .mockImplementationOnce(async (request: Parameters<typeof update>[0]) => {
        await client.schedule.getHandle('replicate-raced').pause('just now');
        return update(request);
      });
    const { result, schedule } = await applySchedule(client, wanted('2h'), realPause);
    expect(raced).toHaveBeenCalled();
    raced.mockRestore();
    expect(result).toBe('updated');
    expect(schedule.state).toMatchObject({ paused: true, note: 'just now' });
    expect(schedule.spec.intervals).toMatchObject([{ every: 7_200_000 }]);
  });

  it("starts runs that the plan's name finds, and skips a run while the previous one is in progress, which is not a failure", async () => {
    // Neither a skipped run nor a cancelled one is a failure that pauses.
    const full = plan('busy', { ...NIGHTLY, pauseOnFailure: true }, [FULL]);
    await json('schedule apply -', full);
    // The ids of its runs begin with those of the other schedule.
    await json('schedule apply -', plan('busy-2', NIGHTLY));
    const first = await json<{ result: string; run: { workflowId: string } }>('schedule trigger busy');
    expect(first).toMatchObject({
      result: 'started',
      run: { workflowId: expect.stringMatching(/^replicate-busy-20.*Z$/) as string },
    });
    const skipped = await cli('schedule trigger busy');
    expect(skipped).toMatchObject({ code: 0, stderr: '' });
    expect(skipped.stdout).toContain(`skipped: ${first.run.workflowId} is still under way`);
    await json('schedule trigger busy-2');
    await until('busy-2', lastEnded);
    const state = await stateOf('busy');
    expect(state).toMatchObject({ paused: false, counts: { started: 1, skippedForOverlap: 1 } });
    expect(state.runs).toMatchObject([{ ...first.run, outcome: 'running' }]);

    // The server's list lags.
    await vi.waitFor(async () => expect(await json('status busy')).toMatchObject(first.run), {
      timeout: 30_000,
      interval: 250,
    });
    // A run that is started by hand waits for the region.
    expect((await cli('run - --no-wait', full)).code).toBe(0);
    await vi.waitFor(
      async () =>
        expect(await json('status busy')).toMatchObject({
          workflowId: 'replicate-busy',
          regions: [{ region: FULL, phase: 'waiting for another run' }],
        }),
      { timeout: 30_000, interval: 250 },
    );
    for (const id of ['busy', first.run.workflowId]) expect((await cli(`cancel ${id} --keep`)).code).toBe(0);
    const ended = await until('busy', lastEnded);
    expect(ended).toMatchObject({ paused: false, runs: [{ outcome: 'cancelled' }] });
    expect((await cli('schedule describe busy')).stdout).toMatch(
      /1 started, 1 skipped because the previous run was still under way \(not a failure\)[^]*\n.* cancelled +replicate-busy-20/,
    );
  });

  it('pauses after a failed run if the plan says so, and stays paused when it is applied again', async () => {
    const failing = plan('failing', { ...NIGHTLY, pauseOnFailure: true }, [CLOSED]);
    await json('schedule apply -', failing);
    await json('schedule trigger failing');
    const state = await until('failing', ({ paused }) => paused);
    expect(state.note).toMatch(/^paused due to workflow failure: replicate-failing-20/);
    expect(state.runs).toMatchObject([{ outcome: 'failed', failure: '0 of 1 copies are ready' }]);
    const applied = await json('schedule apply -', {
      ...failing,
      schedule: { ...NIGHTLY, pauseOnFailure: true, jitter: '1m' },
    });
    expect(applied).toMatchObject({
      result: 'updated',
      changes: [{ field: 'jitter' }],
      paused: true,
      note: state.note,
    });
    // A manual trigger still works.
    expect(await json('schedule trigger failing')).toMatchObject({ result: 'started' });
    await until('failing', ({ runs }) => runs.length === 2 && runs[0]?.outcome === 'failed');
  });

  it("that follows a file reads the worker's plan file at each run", async () => {
    const file = path.join(plansFolder, 'followed.yaml');
    const document = plan('followed', NIGHTLY);
    const regionsOf = async () => {
      const { copies } = await json<{ copies: { region: string }[] }>('report followed');
      return copies.map(({ region }) => region);
    };
    await writeFile(file, JSON.stringify(document));
    expect(await json('schedule apply - --follow followed.yaml', document)).toMatchObject({ result: 'created' });
    await json('schedule trigger followed');
    expect(await until('followed', lastEnded)).toMatchObject({
      planDigest: null,
      follow: 'followed.yaml',
      runs: [{ outcome: 'ready' }],
    });
    await vi.waitFor(async () => expect(await regionsOf()).toEqual(['cn-beijing']), { timeout: 30_000, interval: 250 });

    const edited = plan('followed', NIGHTLY, ['cn-beijing', 'cn-hangzhou']);
    await writeFile(file, JSON.stringify(edited));
    expect(await json('schedule apply - --follow followed.yaml', edited)).toMatchObject({ result: 'unchanged' });
    await json('schedule trigger followed');
    await until('followed', ({ runs }) => runs.length === 2 && runs[0]?.outcome === 'ready');
    await vi.waitFor(async () => expect(await regionsOf()).toEqual(['cn-beijing', 'cn-hangzhou']), {
      timeout: 30_000,
      interval: 250,
    });
    const stored = await json('schedule apply -', edited);
    expect(stored['changes']).toMatchObject([
      { field: 'planDigest', from: null },
      { field: 'follow', from: 'followed.yaml', to: null },
    ]);
  });

  it('that starts something other than runs is neither changed nor found', async () => {
    const { client, taskQueue } = replicator;
    const action = { type: 'startWorkflow', workflowType: 'other', taskQueue } as const;
    await client.schedule.create({ scheduleId: 'replicate-taken', spec: {}, action, state: { paused: true } });
    const applied = await cli('schedule apply -', plan('taken', NIGHTLY));
    expect(applied).toMatchObject({ code: 8, stdout: '' });
    expect(applied.stderr).toMatch(/replicate-taken exists and starts `other`, so nothing was changed/);
    const found = await cli('schedule delete taken');
    expect(found).toMatchObject({ code: 1, stdout: '' });
    expect(found.stderr).toMatch(/The schedule replicate-taken starts `other`, not runs/);
  });
});
