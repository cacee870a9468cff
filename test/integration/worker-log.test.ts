import { describe, expect, it } from 'vitest';
import { temporalAddress } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { clientForTest } from '../support/temporal-client.js';
import { workerEnvironment } from '../support/worker-environment.js';
import { startEciReplicator } from './support/eci-replicator.js';

const SECRETS = { CHAT_WEBHOOK: 'https://chat.example/hook-path-secret', CHAT_WEBHOOK_SECRET: 'a-secret-of-the-chat' };

describe.each(['json', 'pretty'])('the log of a worker with LOG_FORMAT=%s', (format) => {
  it('says why a workflow and an activity failed, with the stack, and shows no secret', async () => {
    const taskQueue = `worker-log-${format}`;
    const address = temporalAddress();
    const simulator = await simulatorForTest({ sources: sourceCaches(1), copyTime: '1s' });
    const settings = workerEnvironment({ address, taskQueue, simulator });
    const env = { ...settings, ...SECRETS, LOG_FORMAT: format };
    const worker = startEciReplicator(['worker'], { env });
    const client = await clientForTest(address);
    const start = (workflowId: string, args: unknown[]) =>
      client.workflow.execute('replicate', { taskQueue, workflowId, args });
    // Somebody pastes a secret where it does not belong, and the message of the failure repeats it.
    await expect(
      start(`replicate-${taskQueue}-invalid`, [{ plan: {}, vars: 'a-secret-of-the-chat' }]),
    ).rejects.toThrow();
    const notify = { webhookEnv: 'CHAT_WEBHOOK_OF_NOBODY' };
    await start(`replicate-${taskQueue}`, [
      { plan: { ...planOf({ name: taskQueue, caches: 1, regions: ['cn-beijing'] }), notify } },
    ]);
    await worker.untilItSays('CHAT_WEBHOOK_OF_NOBODY is not set');
    const { stderr } = await worker.stop('SIGTERM');

    expect(stderr).not.toMatch(/"?error"?: ?\{\}/);
    // The message, and where it was thrown.
    expect(stderr).toMatch(/ApplicationFailure: The input is invalid: [^]*?at \w+ .*workflow/);
    expect(stderr).toMatch(/ApplicationFailure \(WebhookNotUsable\)[^]*?at notUsable .*\.js/);
    expect(stderr).not.toMatch(/a-secret-of-the-chat|hook-path-secret/);
    expect(stderr).toContain('[redacted]');
  });

  it('says why the worker could not start, with the stack for whoever asks', async () => {
    const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'ak', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret-of-the-worker' };
    const env = { ...keys, TEMPORAL_ADDRESS: '127.0.0.1:1', LOG_FORMAT: format, LOG_LEVEL: 'debug' };
    const worker = startEciReplicator(['worker'], { env });
    await worker.untilItSays('the worker ended');
    const { stderr } = await worker.stop('SIGKILL');
    expect(stderr).toMatch(/TemporalUnreachable[^]*ECONNREFUSED[^]*at .*connect/);
    expect(stderr).not.toContain(keys.ALIBABA_CLOUD_ACCESS_KEY_SECRET);
  });
});
