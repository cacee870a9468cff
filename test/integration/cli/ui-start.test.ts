import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openReplicator, type Replicator } from '../../support/replicator.js';
import { planOf, sourceCaches } from '../../support/sources.js';

const WHAT_TO_TYPE = /Type one JSON object as input: \{"plan": "llm-weights\.yaml"\}/;
const PLAN = planOf({ name: 'from-ui', caches: 1, regions: ['cn-beijing'] });
const [SOURCE] = PLAN.source.caches;

/** With a variable, and two regions to choose from. */
const GOOD_FILE = `version: 1
name: from-ui-file
vars: { release: null }
source:
  region: cn-hongkong
  caches:
    - id: edc-source0000
      as: { path: "/models/\${release}" }
targets:
  - region: cn-beijing
  - region: cn-shanghai
policy: { ready: { pollEvery: 1s } }
`;

const TWO_AT_ONE_PLACE = {
  ...PLAN,
  source: { ...PLAN.source, caches: [SOURCE, { id: 'edc-source0001', as: { path: '/models/0' } }, SOURCE] },
};

let folder: string;
let replicator: Replicator;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'eci-replicator-plans-'));
  await writeFile(path.join(folder, 'good.yaml'), GOOD_FILE);
  await writeFile(path.join(folder, 'bad.yaml'), GOOD_FILE.replace('name:', 'naem:').replace('1s', 'soon'));
  replicator = await openReplicator({
    address: inject('temporalAddress'),
    scenario: { sources: sourceCaches(2), copyTime: '1s' },
    plansFolder: folder,
  });
});
afterAll(async () => {
  await replicator.close();
  await rm(folder, { recursive: true });
});

let runs = 0;
/** Starts a run as the form of the UI does: at most one argument. */
function start(args: readonly unknown[]) {
  runs += 1;
  const { client, taskQueue } = replicator;
  return client.workflow.start('replicate', { taskQueue, workflowId: `ui-start-${runs}`, args: [...args] });
}

async function failureOf(args: readonly unknown[]) {
  const handle = await start(args);
  const error: unknown = await handle.result().then(
    (summary: unknown) => summary,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof WorkflowFailedError)) throw new Error(`it did not fail: ${JSON.stringify(error)}`);
  const { status } = await handle.describe();
  // What a plan file's reader failed with is the cause of the activity's failure.
  const { cause } = error;
  const failure = cause instanceof ApplicationFailure ? cause : cause?.cause;
  if (!(failure instanceof ApplicationFailure)) throw new Error('it failed otherwise', { cause: error });
  return { status: status.name, isItself: failure === cause, type: failure.type, message: failure.message };
}

describe('a run that is started from the UI', () => {
  it.each<[string, readonly unknown[], RegExp]>([
    ['without input', [], /^No input\./],
    ['with null', [null], /^No input\./],
    ['with a string', ['llm-weights.yaml'], /^The input is a string, not an object\./],
    ['with a list', [[]], /^The input is a list, not an object\./],
    ['with an empty object', [{}], /`plan` is missing/],
    ['with a number as plan', [{ plan: 3 }], /`plan` is a number, neither a file name nor a plan/],
    ['with null as plan', [{ plan: null }], /`plan` is null/],
    ['with a file outside of the plan folder', [{ plan: '../x.yaml' }], /must be a file of the plan folder/],
    ['with an absolute path', [{ plan: '/etc/hosts.yaml' }], /must be a file of the plan folder/],
    ['with an unknown key', [{ plan: PLAN, region: ['cn-beijing'] }], /`region`.*did you mean `regions`/],
    ['as a dry run', [{ plan: PLAN, dryRun: true }], /`dryRun` is not in this version/],
  ])('%s fails as InvalidPlan at once, and says what to type', async (_what, args, sentence) => {
    const { message, ...failure } = await failureOf(args);
    expect(failure).toEqual({ status: 'FAILED', isItself: true, type: 'InvalidPlan' });
    expect(message).toMatch(sentence);
    expect(message).toMatch(WHAT_TO_TYPE);
  });

  it.each<[string, unknown, RegExp]>([
    ['an empty plan', { plan: {} }, /^plan: .*`version`[^]*^plan: .*`targets`/m],
    ['two copies of one place', { plan: TWO_AT_ONE_PLACE }, /\/models\/0/],
    ['a region that is none of its targets', { plan: PLAN, regions: ['cn-shanghai'] }, /cn-shanghai/],
    ['a variable that it does not have', { plan: PLAN, vars: { release: '1' } }, /release/],
    ['what this version does not run', { plan: { ...PLAN, schedule: { every: '1d' } } }, /`schedule` is not run/],
    ['a file that is not there', { plan: 'missing.yaml' }, /^missing\.yaml: there is no such file/],
    [
      'a file with mistakes, each at its place',
      { plan: 'bad.yaml', vars: { release: '2' } },
      /^bad\.yaml:2:1: .*did you mean `name`[^]*^bad\.yaml:12:30: /m,
    ],
    ['a file that needs a variable', { plan: 'good.yaml' }, /^good\.yaml:3:\d+: .*release/],
  ])('of %s fails as InvalidPlan at once, with every problem', async (_what, input, problems) => {
    const { message, ...failure } = await failureOf([input]);
    expect(failure).toEqual({ status: 'FAILED', isItself: true, type: 'InvalidPlan' });
    expect(message).toMatch(problems);
  });

  it('of a file runs with the variables and the regions of its input', async () => {
    const handle = await start([{ plan: 'good.yaml', vars: { release: 'v7' }, regions: ['cn-shanghai'] }]);
    expect(await handle.result()).toMatchObject({ outcome: 'ready', counts: { planned: 1, ready: 1 } });
    expect(replicator.simulator.ledger().billed).toMatchObject([
      { region: 'cn-shanghai', bucket: 'models', path: '/models/v7' },
    ]);
  });
});
