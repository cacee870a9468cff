import { describe, expect, it } from 'vitest';
import { type Preview, previewSchema } from '../../../src/report/preview.js';
import { reportSchema } from '../../../src/report/report-schema.js';
import { replicatorForTest, temporalAddress } from '../../support/shared-server.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { eciReplicator } from '../support/eci-replicator.js';
import { planFile } from '../support/plan-file.js';

/** A world, a plan file for it, and the command line. */
async function open(name: string) {
  const replicator = await replicatorForTest({
    scenario: { sources: sourceCaches(3), copyTime: '1s', regions: { 'cn-shanghai': { quota: 2 } } },
  });
  const { simulator, taskQueue } = replicator;
  const file = await planFile(planOf({ name, caches: 3, regions: ['cn-beijing', 'cn-shanghai'] }));
  const env = { TEMPORAL_ADDRESS: temporalAddress(), ECI_REPLICATOR_TASK_QUEUE: taskQueue };
  const cli = (...args: string[]) => eciReplicator(args, { env });
  const preview = async (...flags: string[]): Promise<{ code: number | null; found: Preview }> => {
    const { code, stdout, stderr } = await cli('plan', 'preview', file, '--output', 'json', ...flags);
    expect(stderr).not.toContain('Error');
    return { code, found: previewSchema.parse(JSON.parse(stdout)) };
  };
  return { simulator, file, cli, preview };
}

describe('plan preview and run', () => {
  it('agree before, between and after runs: a preview buys nothing, and a run buys only what the preview showed', async () => {
    const { simulator, file, cli, preview } = await open('previewed');
    const quota = () => simulator.scenario.regions['cn-shanghai'];
    const text = await cli('plan', 'preview', file);
    expect(text.code, text.stderr).toBe(0);
    expect(text.stdout).toMatch(
      /^cn-shanghai: 3 to create, but the quota has room for 2: a run would wait for capacity/m,
    );
    expect(text.stdout).toContain(`run it: eci-replicator run ${file} --expect-digest `);

    const fresh = await preview('--exit-code');
    expect(fresh.code).toBe(7);
    expect(fresh.found.regions).toMatchObject([
      { region: 'cn-beijing', verdicts: { create: 3 }, createGiB: 21, usage: { used: 0, max: 100_000, room: 100_000 } },
      { region: 'cn-shanghai', verdicts: { create: 3 }, createGiB: 21, usage: { used: 0, max: 2, room: 2 } },
    ]);
    expect(simulator.ledger().billed).toEqual([]);
    const shanghai = quota();
    if (shanghai !== undefined) shanghai.quota = 100;

    const ran = await cli('run', file, '--expect-digest', fresh.found.previewDigest);
    expect(ran.code, ran.stderr).toBe(0);
    expect(simulator.ledger().billed).toHaveLength(6);

    const settled = await preview('--exit-code');
    expect(settled.code).toBe(0);
    expect(settled.found.copies.map(({ verdict }) => verdict)).toEqual(Array(6).fill('adopt'));

    const [gone] = settled.found.copies;
    simulator.world.remove('cn-beijing', String(gone?.dataCacheId));
    const partly = await preview('--exit-code');
    expect(partly.code).toBe(7);
    expect(partly.found.copies.filter(({ verdict }) => verdict === 'create')).toMatchObject([
      { source: gone?.source, region: 'cn-beijing' },
    ]);
  });

  it('with an outdated digest exits 8, starts nothing, and says what to do', async () => {
    const { simulator, file, cli, preview } = await open('other-world');
    const { found } = await preview();
    const [{ bucket, path: taken } = { bucket: 'models', path: '/' }] = sourceCaches(1);
    const theirs = { bucket, path: taken, name: 'theirs', sizeGiB: 1, status: 'Available', tags: {} };
    simulator.world.place({ region: 'cn-beijing', ...theirs });

    const ran = await cli('run', file, '--expect-digest', found.previewDigest, '--output', 'json');
    expect(ran.code, ran.stderr).toBe(8);
    const now = await preview();
    expect(ran.stderr).toContain(found.previewDigest);
    expect(ran.stderr).toContain(now.found.previewDigest);
    expect(ran.stderr).toContain('Preview the plan again');
    const { copies } = reportSchema.parse(JSON.parse(ran.stdout));
    expect(copies.map(({ code }) => code)).toEqual(Array(6).fill('DigestDiffers'));
    expect(simulator.ledger().billed).toEqual([]);
    expect((await cli('watch', 'other-world')).code).toBe(8);
  });

  it('stay separate: list, status, watch and report do not treat a preview as a run', async () => {
    const { cli, preview } = await open('apart');
    const { found } = await preview();
    for (const command of ['status', 'watch', 'report']) {
      const asked = await cli(command, found.workflowId);
      expect(asked).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('is a preview and no run') });
      expect((await cli(command, 'apart')).stderr).toContain('There is no run of apart');
    }
    expect((await cli('list', '--limit', '1000')).stdout).not.toContain(found.workflowId);
  });
});
