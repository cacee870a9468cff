import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { beforeAll, afterAll, describe, expect, it, vi } from 'vitest';
import { CONTROLS } from '../../src/controls/control-usage.js';
import { noCopies } from '../../src/copies/counts.js';
import type { RunStatus } from '../../workflows/messages.js';
import { sampleNotification } from '../unit/notify/support/sample-notification.js';
import { ODD_ARGUMENTS } from '../support/odd-arguments.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { temporalAddress } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { webhookReceiver } from '../support/webhook-receiver.js';

const REGION = 'cn-beijing';
const SLOW = 'cn-chengdu';

const env: NodeJS.ProcessEnv = {};
let replicator: Replicator;
beforeAll(async () => {
  replicator = await openReplicator({
    address: temporalAddress(),
    scenario: { sources: sourceCaches(2), copyTime: '30s', regions: { [SLOW]: { copyTime: '1h' } } },
    env,
  });
});
afterAll(() => replicator.close());

/** The messages of each workflow. Two of each kind that it does not have belong to other workflows. */
const SIGNALS = ['progress', 'accountError', 'stop', 'control', 'found', 'decide', 'unknown'];
const QUERIES = ['status', 'copies', 'help'];

async function sendEverything(workflow: WorkflowHandle, updates: readonly string[]): Promise<void> {
  // The server fails a task that more than 100 events wait for, and admits ten updates at a time.
  for (const [, args] of ODD_ARGUMENTS) {
    await Promise.all(SIGNALS.map((name) => workflow.signal<unknown[]>(name, ...args)));
    // Answered once the task that takes these signals has ended.
    await workflow.query('help');
    await Promise.all(
      updates.map((name) => answered(workflow.executeUpdate<unknown, [unknown]>(name, { args: args as [unknown] }))),
    );
  }
  const queries = ODD_ARGUMENTS.flatMap(([, args]) => QUERIES.map((name) => ({ name, args })));
  await Promise.all(queries.map(({ name, args }) => answered(workflow.query<unknown, unknown[]>(name, ...args))));
}

/** An answer, or a refusal that is one sentence and shows no code. */
async function answered(answer: Promise<unknown>): Promise<void> {
  const error = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return;
  if (!(error instanceof Error)) throw new TypeError('it was not answered with an error');
  const { message } = error.cause instanceof Error ? error.cause : error;
  expect(message).not.toMatch(/is not a function|Cannot read|undefined|not iterable/);
  expect(message.length).toBeLessThan(1_000);
}

async function taskFailures(workflow: WorkflowHandle): Promise<string[]> {
  const { events } = await workflow.fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed ? [failed.failure?.message ?? `the server's cause ${failed.cause}`] : [],
  );
}

async function startRun(name: string, region: string) {
  const { client, taskQueue } = replicator;
  const plan = planOf({ name, caches: 2, regions: [region] });
  const run = await client.workflow.start('replicate', {
    taskQueue,
    workflowId: `replicate-${name}`,
    args: [{ plan }],
  });
  await vi.waitUntil(async () => (await run.query<RunStatus>('status')).regions[0]?.phase === 'copying', {
    timeout: 30_000,
    interval: 200,
  });
  return { run, child: client.workflow.getHandle(`replicate-${name}/${region}`) };
}

describe('a run that is sent every message with every odd argument, and its region', () => {
  it('still answers, and ends ready', async () => {
    const { run, child } = await startRun('odd-messages', REGION);
    await Promise.all([sendEverything(run, CONTROLS), sendEverything(child, [])]);
    expect(await run.query<RunStatus>('status')).toMatchObject({ counts: { planned: 2 } });
    await answered(run.executeUpdate('resume', { args: [{}] }));
    expect(await run.result()).toMatchObject({ outcome: 'ready', counts: { ready: 2 } });
    expect([await taskFailures(run), await taskFailures(child)]).toEqual([[], []]);
  });

  it('can still be cancelled', async () => {
    const { run, child } = await startRun('odd-messages-cancelled', SLOW);
    await Promise.all([sendEverything(run, []), sendEverything(child, [])]);
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect([await taskFailures(run), await taskFailures(child)]).toEqual([[], []]);
  });

  it('answers the query of its copies with what to send', async () => {
    const { run, child } = await startRun('odd-queries', SLOW);
    for (const workflow of [run, child]) {
      await expect(workflow.query('copies', { states: 5 })).rejects.toThrow(
        'The argument is not valid: `states` must be a list, not 5.',
      );
      await expect(workflow.query('copies', { states: ['redy'], limit: 0 })).rejects.toThrow(
        /`limit` must be at least 1, not 0; .*must be `planned`, /,
      );
      expect(await workflow.query('copies', { unknown: 1 }, 'and more')).toBeDefined();
    }
    await run.cancel();
    await expect(run.result()).rejects.toThrow();
  });

  it('does not believe a report of a region that cannot be true', async () => {
    const { run } = await startRun('untrue-report', SLOW);
    const ready = { ...noCopies(), planned: 3, ready: 3 };
    await run.signal('progress', { region: SLOW, phase: 'copying', counts: ready });
    await run.signal('progress', { region: SLOW, phase: 'ended', counts: { ...ready, planned: 2, ready: 2 } });
    expect(await run.query('status')).toMatchObject({ counts: { ready: 0 }, regions: [{ phase: 'copying' }] });
    await run.cancel();
    await expect(run.result()).rejects.toThrow();
  });
});

/** Payloads that the SDK cannot read, with what the UI or a client wrote. */
const UNREADABLE: readonly (readonly [encoding: string | undefined, data: string])[] = [
  ['json/protobuf', '{"region": "cn-beijing"}'],
  ['binary/protobuf', '\u0000\u0001'],
  ['binary/encrypted', 'x'],
  ['json/plain', '{"region": '],
  ['json/plain', ''],
  [undefined, '{}'],
];

describe('payloads that cannot be read', () => {
  const payloadsOf = (encoding: string | undefined, data: string) => ({
    payloads: [
      { metadata: encoding === undefined ? {} : { encoding: Buffer.from(encoding) }, data: Buffer.from(data) },
    ],
  });

  it('are ignored as signals of a run and of its region, and refused as queries', async () => {
    const { run, child } = await startRun('unreadable', SLOW);
    const { workflowService } = replicator.client.connection;
    for (const { workflowId } of [run, child]) {
      const to = { namespace: 'default', workflowExecution: { workflowId } };
      for (const payload of UNREADABLE) {
        const input = payloadsOf(...payload);
        for (const signalName of SIGNALS) await workflowService.signalWorkflowExecution({ ...to, signalName, input });
        const query = { queryType: 'copies', queryArgs: input };
        await expect(
          workflowService.queryWorkflow({ namespace: 'default', execution: { workflowId }, query }),
        ).rejects.toThrow('The argument is not valid: the value must be a map, not "unreadable: ');
      }
    }
    expect(await run.query('status')).toMatchObject({ counts: { planned: 2 } });
    await run.cancel();
    await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect([await taskFailures(run), await taskFailures(child)]).toEqual([[], []]);
  });

  it.each(['replicate', 'prune', 'replicateRegion', 'pruneRegion', 'notify'])(
    'are refused as the input of %s',
    async (type) => {
      const { client, taskQueue } = replicator;
      for (const [n, payload] of UNREADABLE.entries()) {
        const workflowId = `unreadable-${type}-${n}`;
        await client.connection.workflowService.startWorkflowExecution({
          namespace: 'default',
          requestId: workflowId,
          workflowId,
          workflowType: { name: type },
          taskQueue: { name: taskQueue },
          input: payloadsOf(...payload),
        });
        const handle = client.workflow.getHandle(workflowId);
        await expect(handle.result()).rejects.toMatchObject({ cause: { type: expect.stringMatching(/^Invalid/) } });
        expect(await taskFailures(handle)).toEqual([]);
      }
    },
  );
});

describe('a prune that is sent every message with every odd argument', () => {
  it('ends as any other', async () => {
    const { client, taskQueue } = replicator;
    const plan = planOf({ name: 'odd-prune', caches: 2, regions: [REGION, SLOW] });
    const run = await client.workflow.start('prune', { taskQueue, workflowId: 'prune-odd', args: [{ plan }] });
    await Promise.all(
      ODD_ARGUMENTS.flatMap(([, args]) => ['found', 'decide'].map((name) => answered(run.signal(name, ...args)))),
    );
    expect(await run.result()).toMatchObject({ candidates: 0, deleted: 0 });
    expect(await taskFailures(run)).toEqual([]);
  });
});

/** A task of `notify` as a run would give it. */
const TASK = { webhook: { webhookEnv: 'HOOK' }, key: 'run-1-ready', notification: sampleNotification() };

async function startByHand(type: string, workflowId: string, args: readonly unknown[]) {
  const { client, taskQueue } = replicator;
  const handle = await client.workflow.start(type, { taskQueue, workflowId, args: [...args] });
  const error: unknown = await handle.result().catch((reason: unknown) => reason);
  if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
  expect(await taskFailures(handle)).toEqual([]);
  return error.cause;
}

describe('a workflow started by hand', () => {
  it.each(['replicateRegion', 'pruneRegion', 'notify', 'replicate', 'prune'])(
    '%s fails immediately with a sentence, whatever its input',
    async (type) => {
      const isRoot = type === 'replicate' || type === 'prune';
      await Promise.all(
        ODD_ARGUMENTS.map(async ([what, args], n) => {
          const cause = await startByHand(type, `by-hand-${type}-${n}`, args);
          expect(cause.type, what).toBe(isRoot ? 'InvalidPlan' : 'InvalidInput');
          expect(cause.message, what).toMatch(
            isRoot ? /Type one JSON object|larger than/ : /^The workflow `\w+` is started by `/,
          );
          expect(cause.message.length, what).toBeLessThan(5_000);
        }),
      );
    },
  );

  it('notify refuses every variable of the worker itself, and signs nothing that no run asked for', async () => {
    const { url, received } = await webhookReceiver();
    Object.assign(env, { HOOK: url, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'cloud-secret' });
    const secretEnv = 'ALIBABA_CLOUD_ACCESS_KEY_SECRET';
    const stolen = await startByHand('notify', 'notify-stolen', [{ ...TASK, webhook: { ...TASK.webhook, secretEnv } }]);
    expect(stolen.message).toMatch(/`secretEnv` must not be one of the worker's own variables/);
    const forged = await startByHand('notify', 'notify-forged', [TASK]);
    expect(forged.message).toBe('The workflow `notify` is started by `replicate`: start `replicate` instead.');
    expect(received).toEqual([]);
  });
});
