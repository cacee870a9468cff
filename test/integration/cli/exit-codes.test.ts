import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { openReplicator, type Replicator } from '../../support/replicator.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { eciReplicator, type RunningCommand, startEciReplicator } from '../support/eci-replicator.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const REFUSED = 'edc-source0001';

let replicator: Replicator;
beforeAll(async () => {
  replicator = await openReplicator({
    address: inject('temporalAddress'),
    scenario: {
      sources: sourceCaches(2),
      copyTime: '1s',
      regions: { 'cn-chengdu': { copyTime: '1h' }, 'cn-qingdao': { errorCode: 'Zone.NotOnSale' } },
      faults: { copyRefusals: [{ source: REFUSED, code: 'InvalidParameter', times: 1000 }] },
    },
  });
});
afterAll(() => replicator.close());

function env() {
  return { TEMPORAL_ADDRESS: inject('temporalAddress'), ECI_REPLICATOR_TASK_QUEUE: replicator.taskQueue };
}

interface PlanOptions {
  readonly caches?: 1 | 2;
  readonly optional?: string;
  readonly maxInFlight?: number;
}

/** A plan as a file: JSON is YAML too. */
async function planFile(name: string, regions: string[], options: PlanOptions = {}): Promise<string> {
  const { caches = 1, optional, maxInFlight = 10 } = options;
  const plan = planOf({ name, caches, regions, policy: { maxInFlight } });
  const targets = [...plan.targets, ...(optional === undefined ? [] : [{ region: optional, required: false }])];
  const file = path.join(await temporaryFolder(), `${name}.yaml`);
  await writeFile(file, JSON.stringify({ ...plan, targets }));
  return file;
}

/** The run of a plan whose copies take an hour, with the command attached to it. It is cancelled when the test ends. */
async function slowRun(name: string, flags: string[] = []): Promise<RunningCommand> {
  const command = startEciReplicator(['run', await planFile(name, ['cn-chengdu']), ...flags], { env: env() });
  await command.untilItSays(/^cn-chengdu: 0 of 1 copy ready/m);
  const handle = replicator.client.workflow.getHandle(`replicate-${name}`);
  onTestFinished(async () => {
    if ((await handle.describe()).status.name === 'RUNNING') await handle.cancel();
  });
  return command;
}

async function statusOf(name: string): Promise<string> {
  return (await replicator.client.workflow.getHandle(`replicate-${name}`).describe()).status.name;
}

describe('a run exits', () => {
  it('0 when every copy is ready', async () => {
    const { code, stdout } = await eciReplicator(['run', await planFile('exit-0', ['cn-beijing'])], { env: env() });
    expect(code).toBe(0);
    expect(stdout).toContain('exit-0 ready: 1 of 1 copy ready');
  });

  it('1 when a required copy failed, and shows its code', async () => {
    const file = await planFile('exit-1', ['cn-beijing'], { caches: 2 });
    const { code, stdout, stderr } = await eciReplicator(['run', file], { env: env() });
    expect(code, stderr).toBe(1);
    expect(stdout).toContain('exit-1 failed: 1 of 2 copies ready');
    expect(stdout).toMatch(/edc-source0001.*InvalidParameter/);
  });

  it('3 when copies failed within the budget, and 0 with --allow-partial', async () => {
    const file = await planFile('exit-3', ['cn-beijing'], { optional: 'cn-qingdao' });
    const strict = await eciReplicator(['run', file], { env: env() });
    expect(strict.code, strict.stderr).toBe(3);
    expect(strict.stdout).toMatch(/exit-3 partial: 1 of 2 copies ready/);
    expect(strict.stdout).toContain('Zone.NotOnSale');
    expect((await eciReplicator(['run', file, '--allow-partial'], { env: env() })).code).toBe(0);
    expect((await eciReplicator(['watch', 'exit-3'], { env: env() })).code).toBe(3);
    expect((await eciReplicator(['report', 'exit-3'], { env: env() })).code).toBe(0);
  });

  it('4 when --timeout passed, and the run goes on', async () => {
    const { code, stderr } = await (await slowRun('exit-4', ['--timeout', '5s'])).ended;
    expect(code).toBe(4);
    expect(stderr).toMatch(/the run goes on\. Attach again: eci-replicator watch replicate-exit-4\n$/);
    expect(await statusOf('exit-4')).toBe('RUNNING');
  });

  it('6 when the run was cancelled meanwhile, and its copies are kept', async () => {
    const command = await slowRun('exit-6');
    const cancelled = await eciReplicator(['cancel', 'exit-6', '--keep'], { env: env() });
    expect(cancelled).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = await command.ended;
    expect(code).toBe(6);
    expect(stdout).toContain('exit-6 cancelled');
  });

  it('6 when the run was terminated meanwhile', async () => {
    const command = await slowRun('exit-6-terminated');
    await replicator.client.workflow.getHandle('replicate-exit-6-terminated').terminate('no longer wanted');
    const { code, stderr } = await command.ended;
    expect(code).toBe(6);
    expect(stderr).toContain('The run was terminated: no longer wanted.');
  });

  it('8 when a run of another digest is under way, attaches to one of the same, and replaces on request', async () => {
    const first = await slowRun('exit-8');
    const same = await slowRun('exit-8', ['--timeout', '3s']);
    expect(await same.ended).toMatchObject({ code: 4, stderr: expect.stringMatching(/^Attached to replicate-exit-8/) });

    const other = await planFile('exit-8', ['cn-beijing']);
    const refused = await eciReplicator(['run', other], { env: env() });
    expect(refused).toMatchObject({ code: 8, stdout: '' });
    expect(refused.stderr).toMatch(/^replicate-exit-8 is under way with another plan, so nothing was started:\n/);
    expect(await statusOf('exit-8')).toBe('RUNNING');

    const replacing = await eciReplicator(['run', other, '--on-conflict', 'replace'], { env: env() });
    expect(replacing.code, replacing.stderr).toBe(0);
    expect((await first.ended).code).toBe(6);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s with %i, detached, and says how to attach again', async (signal, expected) => {
    const name = `exit-${expected}`;
    const { code, stderr, stdout } = await (await slowRun(name)).stop(signal);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`Detached; the run goes on\\. Attach again: eci-replicator watch replicate-${name}\n$`),
    );
    expect(await statusOf(name)).toBe('RUNNING');

    const again = startEciReplicator(['watch', `replicate-${name}`], { env: env() });
    await again.untilItSays(/^cn-chengdu: 0 of 1 copy ready/m);
    await replicator.client.workflow.getHandle(`replicate-${name}`).cancel();
    expect((await again.ended).code).toBe(6);
  });

  it('5 when Temporal cannot be reached', async () => {
    const file = await planFile('exit-5', ['cn-beijing']);
    const { code, stdout, stderr } = await eciReplicator(['run', file], { env: { TEMPORAL_ADDRESS: '127.0.0.1:1' } });
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toMatch(/^Temporal cannot be reached at 127\.0\.0\.1:1: .*Check TEMPORAL_ADDRESS.*\n$/s);
  });

  it('5 when the namespace is not there', async () => {
    const file = await planFile('exit-5', ['cn-beijing']);
    const { code, stderr } = await eciReplicator(['run', file], { env: { ...env(), TEMPORAL_NAMESPACE: 'nowhere' } });
    expect(code).toBe(5);
    expect(stderr).toMatch(/nowhere.*Check TEMPORAL_NAMESPACE/s);
  });
});

describe('wrong usage exits 2', () => {
  it.each([
    [['rnu', 'plan.yaml'], /did you mean `run`/],
    [['run', 'plan.yaml', '--tiemout', '2h'], /--tiemout/],
    [['run', 'plan.yaml', '--timeout', 'soon'], /soon|duration/],
    [['run', 'plan.yaml', '--output', 'yaml'], /yaml/],
    [['plan', 'chekc', 'plan.yaml'], /chekc/],
    [['cancel', 'exit-6'], /either --keep or --delete/],
  ])('%j', async (args, sentence) => {
    const { code, stderr } = await eciReplicator(args);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });
});
