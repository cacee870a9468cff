import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from 'vitest';
import { connectTemporal } from '../../../src/client/connect.js';
import { describeRun } from '../../../src/executions/describe-run.js';
import { isUnderWay } from '../../../src/workflow-ids.js';
import { openReplicator, type Replicator } from '../../support/replicator.js';
import { temporalAddress } from '../../support/shared-server.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { type Absence, tcpRelay } from '../../support/tcp-relay.js';
import { type RunStatus, statusQuery } from '../../../workflows/messages.js';
import { commandLine } from '../../unit/cli/support/command-line.js';
import { eciReplicator, startEciReplicator } from '../support/eci-replicator.js';

const AWAY = 'Temporal does not answer; trying again';
const GONE = 'Temporal does not answer. Try again once it does';

type Context = Pick<TestContext, 'onTestFinished'>;

/** A run under way, and a command line that reaches its Temporal by a relay only. */
async function runBehindRelay(name: string, { onTestFinished }: Context) {
  const scenario = { sources: sourceCaches(1), copyTime: '30s' };
  const replicator = await openReplicator({ address: temporalAddress(), scenario });
  onTestFinished(() => replicator.close());
  const { client, taskQueue } = replicator;
  const workflowId = `replicate-${name}`;
  const plan = planOf({ name, caches: 1, regions: ['cn-beijing'] });
  const run = await client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan }] });
  const relay = await tcpRelay(temporalAddress());
  onTestFinished(() => relay.close());
  const env = { TEMPORAL_ADDRESS: relay.address, ECI_REPLICATOR_TASK_QUEUE: taskQueue };
  const isOver = async () => {
    const found = await describeRun(client, { workflowId });
    return found === undefined || !isUnderWay(found);
  };
  return { run, plan, relay, env, isOver };
}

describe('when Temporal goes away in the middle of a run', () => {
  it.concurrent.for([
    ['watch', 'refuses'],
    ['watch', 'stalls'],
    ['run', 'refuses'],
  ] as const)(
    '%s says so and not that workers are missing, and goes on once it is back: it %s',
    { timeout: 120_000 },
    async ([command, how], { onTestFinished }) => {
      const name = `away-${command}-${how}`;
      const { run, plan, relay, env, isOver } = await runBehindRelay(name, { onTestFinished });
      const folder = mkdtempSync(path.join(tmpdir(), 'temporal-goes-away-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const file = path.join(folder, 'plan.yaml');
      writeFileSync(file, JSON.stringify(plan));
      // The same plan, so that it attaches to the run under way.
      const line = command === 'run' ? ['run', file] : ['watch', name];
      const watching = startEciReplicator(line, { env, onTestFinished });
      await watching.untilItSays('0 of 1 copy ready');
      await relay.goAway(how);
      await watching.untilItSays(AWAY);
      expect(await isOver()).toBe(false);
      await relay.comeBack();
      const { code, stderr } = await watching.ended;
      expect({ code, blames: stderr.includes('no worker') }).toEqual({ code: 0, blames: false });
      expect(stderr.split(AWAY)).toHaveLength(2);
      await run.result();
    },
  );

  it.each(['refuses', 'stalls'] as const)(
    'status says that Temporal does not answer, and exits 5: it %s',
    async (how) => {
      const relay = await tcpRelay(temporalAddress());
      await relay.goAway(how);
      const { code, stderr } = await eciReplicator(['status', 'any'], { env: { TEMPORAL_ADDRESS: relay.address } });
      await relay.close();
      expect(stderr).toContain(`Temporal cannot be reached at ${relay.address}`);
      expect(code).toBe(5);
    },
  );
});

/** One-shot commands, and after how many calls the server goes away: as many as they make, or until they follow a run. */
const COMMANDS: readonly [string, (given: { id: string; file: string }) => readonly string[], number][] = [
  ['list', () => ['list'], 1],
  ['report', ({ id }) => ['report', id], 5],
  ['a control', ({ id }) => ['pause', id, '--reason', 'test'], 4],
  ['prune', ({ file }) => ['prune', file], 6],
  ['plan preview', ({ file }) => ['plan', 'preview', file], 2],
  ['run', ({ file }) => ['run', file], 2],
];

describe('when Temporal goes away between two calls of one command', { timeout: 90_000 }, () => {
  const id = 'vanishes';
  let folder: string;
  let file: string;
  let replicator: Replicator;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'temporal-goes-away-'));
    file = path.join(folder, 'plan.yaml');
    writeFileSync(file, JSON.stringify(planOf({ name: `${id}-file`, caches: 1, regions: ['cn-beijing'] })));
    const scenario = { sources: sourceCaches(1), copyTime: '10m' };
    replicator = await openReplicator({ address: temporalAddress(), scenario });
    const { client, taskQueue } = replicator;
    const plan = planOf({ name: id, caches: 1, regions: ['cn-beijing'] });
    const run = await client.workflow.start('replicate', {
      taskQueue,
      workflowId: `replicate-${id}`,
      args: [{ plan }],
    });
    await vi.waitUntil(async () => (await run.query<RunStatus>(statusQuery.name)).regions[0]?.phase === 'copying', {
      timeout: 60_000,
    });
  }, 90_000);

  afterAll(async () => {
    await replicator.client.workflow.getHandle(`replicate-${id}`).terminate();
    await replicator.close();
    rmSync(folder, { recursive: true });
  });

  /** How the command ends if the server goes away after so many calls, of which the connection makes the first. */
  async function endOf(line: readonly string[], calls: number, how?: Absence) {
    const relay = await tcpRelay(temporalAddress());
    relay.goAwayAfter(calls, how);
    const temporal = await connectTemporal({ HOME: folder, TEMPORAL_ADDRESS: relay.address });
    const env = { ECI_REPLICATOR_TASK_QUEUE: replicator.taskQueue };
    const { code, stdout, stderr } = await commandLine(line, { client: temporal.client, env });
    const { isAway } = relay;
    await temporal.close();
    await relay.close();
    return { calls, isAway, code, stdout, stderr };
  }

  const sweep = (line: readonly string[], calls: number) =>
    Promise.all(Array.from({ length: calls }, (_, i) => endOf(line, i + 1)));

  it.concurrent.for(COMMANDS)('neither a worker nor a setting is blamed: %s', async ([, line, calls]) => {
    for (const { stderr, ...end } of await sweep(line({ id, file }), calls)) {
      expect({ ...end, stderr }).toMatchObject({ isAway: true, code: 5, stderr: expect.stringContaining(GONE) });
      expect(stderr).not.toMatch(/worker|TEMPORAL_/);
    }
  });

  it.concurrent('doctor finds that, and nothing about the namespace or the workers', async () => {
    const checks = [{ name: 'connection', result: 'fail', found: expect.stringContaining(GONE) }];
    for (const { isAway, code, stdout } of await sweep(['doctor', '--output', 'json'], 9)) {
      expect({ isAway, code, found: JSON.parse(stdout) }).toEqual({
        isAway: true,
        code: 1,
        found: { healthy: false, checks },
      });
    }
  });

  it.concurrent('a server that accepts connections and never answers does not hold a command', async () => {
    const { isAway, code, stderr } = await endOf(['list'], 1, 'stalls');
    expect({ isAway, code, stderr }).toMatchObject({ isAway: true, code: 5, stderr: expect.stringContaining(GONE) });
  });
});
