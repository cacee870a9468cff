import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { temporalAddress } from '../support/shared-server.js';
import { planOf, SOURCE_REGION, sourceCaches } from '../support/sources.js';

const [cache] = sourceCaches(1);
const GOOD = `version: 1
name: from-file
vars: { path: null }
source:
  region: ${SOURCE_REGION}
  caches:
    - id: ${cache?.id}
      as: { path: "/\${path}" }
targets:
  - region: cn-beijing
  - region: cn-shanghai
policy: { ready: { pollEvery: 1s } }
`;
const plan = planOf({ name: 'ui', caches: 1, regions: ['cn-beijing'] });
const twins = {
  ...plan,
  source: { region: SOURCE_REGION, caches: sourceCaches(2).map(({ id }) => ({ id, as: { bucket: 'b', path: '/p' } })) },
};

/** The input of the form and the message of the failed run. */
const REFUSED: readonly [string, unknown[], RegExp][] = [
  ['nothing at all', [], /No input\. Type one JSON object as input: \{"plan": "llm-weights\.yaml"\}/],
  ['null', [null], /No input\. Type one JSON object/],
  ['a string', ['plan.yaml'], /is a string, not an object\. Type one JSON object/],
  ['an empty object', [{}], /`?plan`? is missing.*Type one JSON object/],
  ['a number as plan', [{ plan: 3 }], /`plan` must be a file name or the plan itself, not 3/],
  ['an empty plan', [{ plan: {} }], /version/],
  ['a file outside the folder', [{ plan: '../x.yaml' }], /has no `\.\.`/],
  ['a file that is not there', [{ plan: 'gone.yaml' }], /gone\.yaml: there is no such file/],
  ['a file with a mistake', [{ plan: 'bad.yaml' }], /^bad\.yaml:1:10: /],
  ['a variable that is not given', [{ plan: 'good.yaml' }], /good\.yaml:3:\d+: .*path/],
  ['a misspelt key', [{ plan, region: ['cn-beijing'] }], /did you mean `regions`/],
  ['a region that is no target', [{ plan, regions: ['cn-bejing'] }], /did you mean `cn-beijing`/],
  ['two copies for one place', [{ plan: twins }], /bucket `b` and path `\/p`/],
  ['a digest that is none', [{ plan, expectDigest: 'abc' }], /`expectDigest` must be the `previewDigest` of a preview/],
  ['a misspelt dry run', [{ plan, dryrun: true }], /did you mean `dryRun`/],
  ['a secret as a webhook', [{ plan: { ...plan, notify: { webhookEnv: 'ALIBABA_CLOUD_KEY' } } }], /webhookEnv/],
];

describe('a run started as the Temporal UI starts it', () => {
  let folder: string;
  let replicator: Replicator;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'eci-replicator-plans-'));
    await writeFile(path.join(folder, 'good.yaml'), GOOD);
    await writeFile(path.join(folder, 'bad.yaml'), GOOD.replace('version: 1', 'version: 7'));
    replicator = await openReplicator({
      address: temporalAddress(),
      scenario: { sources: sourceCaches(2), copyTime: '1s' },
      plansFolder: folder,
    });
  });
  afterAll(async () => {
    await replicator.close();
    await rm(folder, { recursive: true });
  });

  it.each(REFUSED)('with %s fails immediately and says what to type', async (what, args, sentence) => {
    const { client, taskQueue, simulator } = replicator;
    const workflowId = `ui-${what.replaceAll(' ', '-')}`;
    const failure: unknown = await client.workflow
      .execute('replicate', { taskQueue, workflowId, args })
      .catch((error: unknown) => error);
    if (!(failure instanceof WorkflowFailedError) || !(failure.cause instanceof ApplicationFailure)) throw failure;
    expect(failure.cause.type).toBe('InvalidPlan');
    expect(failure.cause.message).toMatch(sentence);
    expect(simulator.ledger().billed).toEqual([]);
  });

  it('with a file in the plan folder, variables and regions replicates', async () => {
    const { client, taskQueue, simulator } = replicator;
    const summary = await client.workflow.execute('replicate', {
      taskQueue,
      workflowId: 'ui-good',
      args: [{ plan: 'good.yaml', vars: { path: 'llama' }, regions: ['cn-shanghai'] }],
    });
    expect(summary).toMatchObject({ outcome: 'ready', counts: { planned: 1, ready: 1 } });
    expect(simulator.ledger().billed).toMatchObject([{ region: 'cn-shanghai', path: '/llama' }]);
  });
});
