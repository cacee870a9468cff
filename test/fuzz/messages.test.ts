import type { Client, WorkflowHandle } from '@temporalio/client';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { CONTROLS } from '../../src/controls/control-usage.js';
import { failedTasks } from '../support/failed-tasks.js';
import { fuzzOptions } from '../support/fuzz-options.js';
import { mutated, mutation, oddValue } from '../support/mutated-json.js';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';

const { seed, times } = fuzzOptions();
const REGIONS = ['cn-beijing', 'cn-shanghai'];

/** Messages as the product itself sends them, to be changed. The harmless ones come first. */
const MESSAGES = {
  progress: {
    region: 'cn-beijing',
    phase: 'copying',
    counts: { planned: 3, ready: 1, failed: 0, conflict: 0, skipped: 0, pending: 2, adopted: 0 },
    waitingFor: 'NoStock',
    waitingKind: 'capacity',
    waitingSince: '2026-01-01T00:00:00.000Z',
  },
  accountError: { code: 'Arrearage', reason: 'the account owes', immediately: false },
  stop: { code: 'Cancelled', reason: 'the run was cancelled', immediately: true },
  control: { control: 'skip', source: 'edc-source0000' },
  filter: { offset: 0, limit: 10, states: ['failed'], source: 'edc-source0000' },
};

interface Message {
  readonly target: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** The arguments of a message: none, an odd value, or a valid one of which a part is changed. */
function argsFrom(valid: unknown): fc.Arbitrary<readonly unknown[]> {
  return fc.oneof(
    fc.constant([]),
    fc.tuple(oddValue()),
    mutation().map((change) => [mutated(valid, change)]),
    fc.tuple(mutation(), oddValue()).map(([change, second]) => [mutated(valid, change), second]),
  );
}

const target = fc.nat(REGIONS.length);
const signals: fc.Arbitrary<Message> = fc
  .constantFrom<keyof typeof MESSAGES>('progress', 'progress', 'accountError', 'stop', 'control')
  .chain((name) => fc.record({ target, name: fc.constant(name), args: argsFrom(MESSAGES[name]) }));
const queries: fc.Arbitrary<Message> = fc
  .constantFrom('status', 'copies', 'help')
  .chain((name) => fc.record({ target, name: fc.constant(name), args: argsFrom(MESSAGES.filter) }));
const updates: fc.Arbitrary<Message> = fc
  .constantFrom(...CONTROLS)
  .chain((name) =>
    fc.record({ target, name: fc.constant(name), args: argsFrom({ source: 'edc-source0000', reason: 'a' }) }),
  );

const RUNS = 4 * times;
const batches = fc.sample(
  fc.tuple(
    fc.array(signals, { minLength: 40, maxLength: 40 }),
    fc.array(queries, { minLength: 20, maxLength: 20 }),
    fc.array(updates, { minLength: 20, maxLength: 20 }),
  ),
  { numRuns: RUNS, seed },
);
let sent = 0;

describe('odd messages', () => {
  afterAll(() => {
    process.stdout.write(`fuzz: ${sent} odd messages to ${RUNS} runs, seed ${seed}\n`);
  });

  it.for(batches.map((batch, n) => ({ batch, name: `fuzz-messages-${n}` })))(
    'leave the run alive: $name',
    { timeout: 90_000 },
    async ({ batch: [signalled, queried, updated], name }) => {
      const { client, simulator, taskQueue } = await replicatorForTest({
        scenario: { sources: sourceCaches(3), copyTime: '6s' },
      });
      const plan = planOf({ name, caches: 3, regions: REGIONS, policy: { deadline: '60s' } });
      const run = await client.workflow.start('replicate', {
        taskQueue,
        workflowId: `replicate-${name}`,
        args: [{ plan }],
      });
      const workflows = [run.workflowId, ...REGIONS.map((region) => `${run.workflowId}/${region}`)];
      await expect.poll(() => simulator.ledger().billed.length, { timeout: 60_000 }).toBe(6);
      const to = ({ target: index }: Message) => client.workflow.getHandle(workflows[index] ?? run.workflowId);

      await Promise.all([
        ...signalled.map((message) => refusedOrDone(to(message).signal(message.name, ...message.args))),
        ...queried.map((message) => refusedOrDone(to(message).query(message.name, ...message.args))),
        ...updated.map((message) => refusedOrDone(update(run, message))),
      ]);
      sent += signalled.length + queried.length + updated.length;

      await run.cancel().catch(endedAlready);
      await run.result().catch((error: unknown) => {
        expect(String(error)).toContain('Workflow');
      });
      expect(await failedTasks(client, workflows)).toEqual([]);
      expect(simulator.ledger().duplicates).toEqual([]);
    },
  );
});

async function update(run: WorkflowHandle, { name, args }: Message): Promise<unknown> {
  // By its name alone, an update is typed as one without arguments.
  return run.executeUpdate(name, { args: [...args] as unknown as [] });
}

/** A message may be refused, but with a sentence: an exception of JavaScript is not one. */
async function refusedOrDone(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    expect(causesOf(error)).not.toMatch(
      /TypeError|RangeError: (Invalid|Maximum)|is not a function|undefined \(|Cannot read|not iterable/,
    );
  }
}

function causesOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}\n${causesOf(error.cause)}` : '';
}

function endedAlready(error: unknown): void {
  expect(String(error)).toMatch(/already completed|not found/);
}

const WORKFLOWS = {
  replicate: { plan: planOf({ name: 'fuzz-inputs', caches: 1, regions: ['cn-beijing'] }), regions: ['cn-beijing'] },
  prune: { plan: planOf({ name: 'fuzz-inputs', caches: 1, regions: ['cn-beijing'] }), dryRun: true },
  replicateRegion: { plan: 'fuzz-inputs', region: 'cn-beijing', records: [] },
  pruneRegion: { plan: 'fuzz-inputs', region: 'cn-beijing' },
  notify: { webhook: { webhookEnv: 'HOOK' }, key: 'k', notification: { event: 'runEnded' } },
};
const INPUTS = 120 * times;
const inputs = fc.sample(
  fc
    .constantFrom<keyof typeof WORKFLOWS>('replicate', 'prune', 'replicateRegion', 'pruneRegion', 'notify')
    .chain((type) => fc.record({ type: fc.constant(type), args: argsFrom(WORKFLOWS[type]) })),
  { numRuns: INPUTS, seed },
);

describe('odd inputs', () => {
  it('end the workflow with a sentence, and fail none of its tasks', { timeout: 600_000 }, async () => {
    const { client, taskQueue } = await replicatorForTest({ scenario: { sources: sourceCaches(1) } });
    for (let first = 0; first < inputs.length; first += 20) {
      await Promise.all(
        inputs.slice(first, first + 20).map(({ type, args }, i) => endsWell(client, taskQueue, type, args, first + i)),
      );
    }
    process.stdout.write(`fuzz: ${INPUTS} odd inputs of workflows, seed ${seed}\n`);
  });
});

async function endsWell(client: Client, taskQueue: string, type: string, args: readonly unknown[], n: number) {
  const workflowId = `fuzz-input-${seed}-${n}`;
  const handle = await client.workflow.start(type, { taskQueue, workflowId, args: [...args] });
  const words = `${type} ${JSON.stringify(args).slice(0, 300)}`;
  const timeOut = AbortSignal.timeout(40_000);
  const ended = await Promise.race([
    handle.result().then(
      () => '',
      (error: unknown) => causesOf(error),
    ),
    new Promise<string>((resolve) => timeOut.addEventListener('abort', () => resolve('does not end'))),
  ]);
  expect(ended, words).not.toMatch(/does not end|TypeError|RangeError|Cannot read|is not a function|not iterable/);
  expect(await failedTasks(client, [workflowId]), words).toEqual([]);
}
