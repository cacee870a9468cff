import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporalAddress } from '../support/shared-server.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { clientForTest } from '../support/temporal-client.js';
import { workerEnvironment } from '../support/worker-environment.js';
import { eciReplicator, startEciReplicator } from './support/eci-replicator.js';
import { planFile } from './support/plan-file.js';
import { readable } from './support/readable.js';
import { temporaryFolder } from './support/temporary-folder.js';

const KEY = {
  accessKeyId: 'LTAI-secret-key-id',
  accessKeySecret: 'secret-of-the-key',
  securityToken: 'sts-token-that-is-secret',
};
const SECRETS = [...Object.values(KEY), 'wrong-secret-of-the-key'];

describe.each(['json', 'pretty'])('with LOG_FORMAT=%s at the lowest level', (format) => {
  it.each([
    ['through lost answers, stalls and unreadable ones', KEY.accessKeySecret],
    ['with a secret that the service refuses', 'wrong-secret-of-the-key'],
  ])('no key, secret or token reaches a log, a report or a history: %s', async (what, secret) => {
    const folder = await temporaryFolder();
    const isRight = secret === KEY.accessKeySecret;
    const name = `secrets-${format}-${isRight ? 'right' : 'wrong'}`;
    const faults = { loseCopyAnswerEvery: 3, failEvery: 7, htmlEvery: 5, stallEvery: 6, stallFor: '3s' };
    const simulator = await simulatorForTest({ credentials: [KEY], sources: sourceCaches(6), copyTime: '1s', faults });
    // A key that is refused is tried for minutes.
    const policy = isRight ? {} : { deadline: '15s' };
    const plan = await planFile(planOf({ name, caches: 6, regions: ['cn-beijing'], policy }));
    const address = temporalAddress();
    const worker = startEciReplicator(['worker'], {
      env: {
        ...workerEnvironment({ address, taskQueue: name, simulator }),
        LOG_LEVEL: 'trace',
        LOG_FORMAT: format,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
      },
    });
    const reports = ['json', 'md', 'junit'].flatMap((kind) => ['--report', `${kind}=report.${kind}`]);
    const ended = await eciReplicator(['run', plan, ...reports], {
      env: { TEMPORAL_ADDRESS: address, ECI_REPLICATOR_TASK_QUEUE: name },
      cwd: folder,
    });
    expect(ended.code, `${what}: ${ended.stderr}`).toBe(isRight ? 0 : 1);
    const log = await worker.stop('SIGTERM');
    // Without its sources, the run ends before a region starts.
    const region = isRight ? [`replicate-${name}/cn-beijing`] : [];
    const kept = await histories([`replicate-${name}`, ...region]);
    // Otherwise the test would have searched nothing.
    expect(kept.includes('edc-source0000'), 'the payloads can be read').toBe(true);
    const written = await Promise.all(
      ['json', 'md', 'junit'].map((kind) => readFile(path.join(folder, `report.${kind}`), 'utf8')),
    );
    const told = [...written, ended.stdout, ended.stderr, log.stdout, log.stderr, kept].join('\n');
    expect(SECRETS.filter((one) => told.includes(one) || told.includes(Buffer.from(one).toString('base64')))).toEqual(
      [],
    );
    expect(log.stdout + log.stderr + ended.stdout + ended.stderr).not.toMatch(/er1-[0-9a-f]{20}/);
  });
});

/** The histories with decoded payloads, and the server's description of each workflow. */
async function histories(workflowIds: readonly string[]): Promise<string> {
  const client = await clientForTest(temporalAddress());
  const texts = workflowIds.map(async (id) => {
    const handle = client.workflow.getHandle(id);
    return [readable(await handle.fetchHistory()), readable((await handle.describe()).raw)].join('\n');
  });
  return (await Promise.all(texts)).join('\n');
}
