import { describe, expect, it, type TestContext } from 'vitest';
import { describeRun } from '../../../src/executions/describe-run.js';
import { isUnderWay } from '../../../src/workflow-ids.js';
import { openReplicator } from '../../support/replicator.js';
import { temporalAddress } from '../../support/shared-server.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { tcpRelay } from '../../support/tcp-relay.js';
import { eciReplicator, startEciReplicator } from '../support/eci-replicator.js';

const AWAY = 'Temporal does not answer; trying again';

/** A run under way, and a command line that reaches its Temporal by a relay only. */
async function runBehindRelay(name: string, { onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
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
  return { run, relay, env, isOver };
}

describe('when Temporal goes away in the middle of a run', () => {
  it.concurrent.for(['refuses', 'stalls'] as const)(
    'watch says so and not that workers are missing, and goes on once it is back: it %s',
    { timeout: 120_000 },
    async (how, { onTestFinished }) => {
      const { run, relay, env, isOver } = await runBehindRelay(`away-${how}`, { onTestFinished });
      const watching = startEciReplicator(['watch', `away-${how}`], { env, onTestFinished });
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
