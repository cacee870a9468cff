import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { describe, expect, it, vi } from 'vitest';
import { runWorkflowId } from '../../src/workflow-ids.js';
import { eventsOf } from '../support/failed-tasks.js';
import { replicatorForTest, temporalAddress } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';
import { untilBilled } from '../support/until-billed.js';
import { eciReplicator, startEciReplicator } from './support/eci-replicator.js';

/** A release whose workflow code cannot replay what the present one began. */
const changedWorkflows = {
  workflowsPath: fileURLToPath(new URL('../support/changed-workflows.ts', import.meta.url)),
};
const REGIONS = ['cn-beijing', 'cn-shanghai'];
const CACHES = 4;
const COPIES = CACHES * REGIONS.length;

function startRun(client: Client, taskQueue: string, name: string) {
  return client.workflow.start('replicate', {
    taskQueue,
    workflowId: runWorkflowId(name),
    args: [{ plan: planOf({ name, caches: CACHES, regions: REGIONS }) }],
  });
}

describe('workers of another build, without a deployment', () => {
  it('are named by status, watch, list, doctor and the controls, and the first build ends the run', async () => {
    const scenario = { sources: sourceCaches(CACHES), copyTime: '6s' };
    const first = await replicatorForTest({ scenario, buildId: '1.0.0' });
    const { client, taskQueue, simulator } = first;
    const id = runWorkflowId('stuck-run');
    const run = await startRun(client, taskQueue, 'stuck-run');
    await untilBilled(simulator, COPIES);
    await first.worker.shutdown();
    const second = await replicatorForTest({ taskQueue, simulator, buildId: '2.0.0', workflows: changedWorkflows });

    const env = { TEMPORAL_ADDRESS: temporalAddress(), ECI_REPLICATOR_TASK_QUEUE: taskQueue };
    const command = (...args: string[]) => eciReplicator(args, { env });
    const sentence = `${id}/cn-beijing cannot continue, because the workers fail its workflow task: [TMPRL1100]`;
    const status = await vi.waitUntil(
      async () => {
        const answer = await command('status', 'stuck-run');
        return answer.stderr.includes(sentence) ? answer : undefined;
      },
      { timeout: 60_000, interval: 1_000 },
    );
    // The run itself has no task that fails, but cannot be replayed for an answer either.
    expect(status.code).toBe(1);
    expect(status.stderr).toContain('Start workers of the build 1.0.0, on which it last made progress');

    const listed = await command('list');
    expect(listed.stdout).toMatch(new RegExp(`${id} +stuck `));
    expect(listed.stderr).toContain(sentence);

    const doctor = await command('doctor', '--output', 'json');
    expect(doctor.code).toBe(1);
    const { checks } = JSON.parse(doctor.stdout) as { checks: { name: string; result: string; found: string }[] };
    expect(checks.filter(({ result }) => result === 'fail')).toEqual([
      {
        name: 'workflow tasks',
        result: 'fail',
        found: expect.stringMatching(/^the workers fail those of [1-3] of 3 workflows under way\. .*TMPRL1100/),
      },
    ]);
    expect(checks).toContainEqual(expect.objectContaining({ name: 'versions', result: 'warn' }));

    // The update is the first task that the run itself gets.
    const paused = await command('pause', 'stuck-run');
    expect(paused.code).toBe(1);
    expect(paused.stderr).toContain(sentence);
    expect(paused.stderr).toContain(`${id} cannot continue`);
    const watched = await command('watch', 'stuck-run', '--timeout', '1s');
    expect(watched.stderr).toContain(`${id} cannot continue`);

    await second.worker.shutdown();
    await replicatorForTest({ taskQueue, simulator, buildId: '1.0.0' });
    expect(await summaryOf(run.result())).toMatchObject({ outcome: 'ready', counts: { ready: COPIES, failed: 0 } });
    expect(simulator.ledger()).toMatchObject({ billed: { length: COPIES }, duplicates: [] });
    expect((await command('list')).stdout).toMatch(new RegExp(`${id} +completed `));
  });
});

describe('workers of another build, in a deployment', () => {
  it('take the new runs, and those under way end on the build that they began on, both ways', async () => {
    const deployment = 'both-ways';
    const scenario = { sources: sourceCaches(CACHES), copyTime: '25s' };
    const first = await replicatorForTest({ scenario, deployment, buildId: '1.0.0' });
    const { client, taskQueue, simulator } = first;
    const env = {
      TEMPORAL_ADDRESS: temporalAddress(),
      ECI_REPLICATOR_TASK_QUEUE: taskQueue,
      ECI_REPLICATOR_DEPLOYMENT: deployment,
    };
    const command = (...args: string[]) => eciReplicator(args, { env });
    const failedChecks = async () => {
      const { stdout } = await command('doctor', '--output', 'json');
      const { checks } = JSON.parse(stdout) as { checks: { name: string; result: string; found: string }[] };
      return checks.filter(({ result }) => result === 'fail').map(({ name, found }) => `${name}: ${found}`);
    };
    // The server learns of a build when its workers first poll.
    const setCurrent = (buildId: string) =>
      vi.waitUntil(async () => (await command('deployment', 'set-current', buildId)).code === 0, { timeout: 30_000 });

    expect(await failedChecks()).toContain(
      `deployment ${deployment}: no version is current, so its workers take no new runs`,
    );
    await setCurrent('1.0.0');
    const changed = { deployment, buildId: '2.0.0', workflows: changedWorkflows };
    const second = await replicatorForTest({ taskQueue, simulator, ...changed });
    const begunOnFirst = await startRun(client, taskQueue, 'pinned-first');
    await untilBilled(simulator, COPIES);

    await setCurrent('2.0.0');
    const begunOnSecond = await startRun(client, taskQueue, 'pinned-second');
    const draining = startEciReplicator(['deployment', 'drain', '1.0.0'], { env });
    await draining.untilItSays(`${deployment}: 3 workflows of 1.0.0 under way`);
    const refused = await command('deployment', 'drain', '2.0.0');
    expect(refused).toMatchObject({ code: 8, stderr: expect.stringContaining('which is current') });
    await vi.waitUntil(async () => (await buildsOf(client, [begunOnSecond])).length > 0, { timeout: 30_000 });
    // Back again, while runs of both builds are under way.
    await setCurrent('1.0.0');
    const begunAfterwards = await startRun(client, taskQueue, 'pinned-again');

    for (const run of [begunOnFirst, begunOnSecond, begunAfterwards]) {
      expect(await summaryOf(run.result())).toMatchObject({ outcome: 'ready', counts: { ready: COPIES, failed: 0 } });
    }
    expect(await buildsOf(client, [begunOnFirst, begunAfterwards])).toEqual(['1.0.0']);
    expect(await buildsOf(client, [begunOnSecond])).toEqual(['2.0.0']);
    expect(simulator.ledger().duplicates).toEqual([]);
    // It had become current again while it drained.
    expect(await draining.ended).toMatchObject({ code: 8, stderr: expect.stringContaining('which is current') });
    expect(await command('deployment', 'drain', '2.0.0')).toMatchObject({ code: 0 });
    await second.worker.shutdown();
    expect(await failedChecks()).toEqual([]);
  });
});

/** The builds of the workers that have completed workflow tasks of these runs and their regions. */
async function buildsOf(client: Client, runs: readonly { readonly workflowId: string }[]): Promise<string[]> {
  const builds = new Set<string>();
  for (const { workflowId } of runs) {
    for (const id of [workflowId, ...REGIONS.map((region) => `${workflowId}/${region}`)]) {
      for (const { workflowTaskCompletedEventAttributes: completed } of await eventsOf(client, id)) {
        const build = completed?.deploymentVersion?.buildId;
        if (build) builds.add(build);
      }
    }
  }
  return [...builds].toSorted();
}
