import { Worker } from '@temporalio/worker';
import { expect, it, vi } from 'vitest';
import { builtWorkflows } from '../support/built-package.js';
import { temporalAddress } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { clientForTest } from '../support/temporal-client.js';
import { pathOf, traceCollector } from '../support/trace-collector.js';
import { ADDRESS_SECRETS, webhookReceiver } from '../support/webhook-receiver.js';
import { workerEnvironment } from '../support/worker-environment.js';
import { eciReplicator, startEciReplicator } from './support/eci-replicator.js';
import { planFile } from './support/plan-file.js';

const SECRET = 'a-secret-of-the-chat';
const TRACE_HEADER = '_tracer-data';

/** A worker and the plan of a run, whose notification goes to a webhook. */
async function world(name: string) {
  const simulator = await simulatorForTest({ sources: sourceCaches(1), copyTime: '1s' });
  const collector = await traceCollector();
  const webhook = await webhookReceiver();
  const env = {
    ...workerEnvironment({ address: temporalAddress(), taskQueue: name, simulator }),
    CHAT_WEBHOOK: webhook.url,
    CHAT_WEBHOOK_SECRET: SECRET,
  };
  const notify = { webhookEnv: 'CHAT_WEBHOOK', secretEnv: 'CHAT_WEBHOOK_SECRET', on: ['ready'] };
  const plan = { ...planOf({ name, caches: 1, regions: ['cn-beijing'] }), notify };
  return {
    simulator,
    collector,
    webhook,
    env,
    file: await planFile(plan),
    client: await clientForTest(temporalAddress()),
  };
}

it('a traced run is one trace, from the command through the workflows to each call of the service, and holds no secret', async () => {
  const name = 'traced';
  const { simulator, collector, webhook, env, file, client } = await world(name);
  const traced = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, LOG_FORMAT: 'json' };
  const worker = startEciReplicator(['worker'], { env: traced });
  const { code } = await eciReplicator(['run', file], { env: traced });
  expect(code).toBe(0);
  await vi.waitUntil(() => webhook.received.length > 0, { timeout: 60_000 });
  // Somebody pastes a secret where it does not belong, and the failure repeats it.
  const invalid = { taskQueue: name, workflowId: 'replicate-traced-invalid', args: [{ plan: {}, vars: SECRET }] };
  await expect(client.workflow.execute('replicate', invalid)).rejects.toThrow();
  const { stderr } = await worker.stop('SIGTERM');

  const paths = collector.spans.map((span) => pathOf(collector, span).join(' > '));
  const run = 'eci-replicator > StartWorkflow:replicate > RunWorkflow:replicate';
  const region = `${run} > StartChildWorkflow:replicateRegion > RunWorkflow:replicateRegion`;
  expect(paths).toEqual(
    expect.arrayContaining([
      `${region} > StartActivity:copyDataCache > RunActivity:copyDataCache > ECI CopyDataCache`,
      `${region} > StartActivity:watchDataCaches > RunActivity:watchDataCaches > ECI DescribeDataCaches`,
      `${run} > StartActivity:describeSources > RunActivity:describeSources > ECI DescribeDataCaches`,
      `${run} > StartChildWorkflow:notify > RunWorkflow:notify > StartActivity:postWebhook > RunActivity:postWebhook`,
    ]),
  );
  const root = collector.spans.find((span) => span.name === 'eci-replicator' && span.parentSpanId === '');
  const calls = collector.spans.filter((span) => span.name === 'ECI CopyDataCache');
  expect(calls.map(({ traceId }) => traceId)).toEqual([root?.traceId]);
  expect(simulator.ledger().billed).toHaveLength(1);
  // What no command started is a trace of its own.
  expect(paths).toContain('RunWorkflow:replicate');
  const ends = stderr.split('\n').find((line) => line.includes('"run ends"'));
  expect(JSON.parse(ends ?? '{}')).toMatchObject({ plan: name, trace_id: root?.traceId });

  const sent = collector.bodies.join('\n');
  expect(sent).toContain('[redacted]');
  expect(sent).toContain('"eci-replicator"');
  const [key] = simulator.scenario.credentials;
  for (const secret of [SECRET, key?.accessKeySecret ?? '', ...ADDRESS_SECRETS]) expect(sent).not.toContain(secret);
});

it('a run that a traced worker began continues on one without traces', async () => {
  const name = 'half-traced';
  const { collector, env, file, client } = await world(name);
  const traced = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
  startEciReplicator(['worker'], { env: traced });
  expect((await eciReplicator(['run', file], { env: traced })).code).toBe(0);
  for (const workflowId of [`replicate-${name}`, `replicate-${name}/cn-beijing`]) {
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    expect(JSON.stringify(history)).toContain(TRACE_HEADER);
    await Worker.runReplayHistory(builtWorkflows, history, workflowId);
  }
});

it('a sampler of the environment decides which traces of commands are sent, and runs without a command are always traced', async () => {
  const name = 'unsampled';
  const { collector, env, file, client } = await world(name);
  const traced = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_TRACES_SAMPLER: 'always_off' };
  const worker = startEciReplicator(['worker'], { env: traced });
  expect((await eciReplicator(['run', file], { env: traced })).code).toBe(0);
  const invalid = { taskQueue: name, workflowId: 'replicate-unsampled-invalid', args: [{ plan: {} }] };
  await expect(client.workflow.execute('replicate', invalid)).rejects.toThrow();
  await worker.stop('SIGTERM');
  expect(collector.spans.map((span) => span.name)).toEqual(['RunWorkflow:replicate']);
});

it('without a collector, nothing of it is in the histories', async () => {
  const name = 'untraced';
  const { env, file, client } = await world(name);
  startEciReplicator(['worker'], { env });
  expect((await eciReplicator(['run', file], { env })).code).toBe(0);
  for (const workflowId of [`replicate-${name}`, `replicate-${name}/cn-beijing`]) {
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    expect(JSON.stringify(history)).not.toContain(TRACE_HEADER);
  }
});

it('a collector that does not answer fails neither a command nor a worker, and both say so', async () => {
  const name = 'no-collector';
  const { env, file } = await world(name);
  const traced = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  const worker = startEciReplicator(['worker'], { env: traced });
  const { code, stderr } = await eciReplicator(['run', file], { env: traced });
  expect(code).toBe(0);
  expect(stderr).toContain('The trace is not complete');
  await worker.untilItSays('spans were not sent');
  expect((await worker.stop('SIGTERM')).code).toBe(0);
});
