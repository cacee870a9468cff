import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pruneReportSchema } from '../../../src/report/prune-report.js';
import { existingCopy } from '../../support/copies.js';
import { openReplicator, type Replicator } from '../../support/replicator.js';
import { temporalAddress } from '../../support/shared-server.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { eciReplicator, startEciReplicator } from '../support/eci-replicator.js';
import { planFile } from '../support/plan-file.js';

const REGION = 'cn-chengdu';
const NAME = 'pruned-by-hand';

let replicator: Replicator;
beforeAll(async () => {
  replicator = await openReplicator({
    address: temporalAddress(),
    scenario: {
      sources: sourceCaches(1),
      copyTime: '1h',
      existing: [
        existingCopy({ plan: NAME }, { region: REGION, id: 'edc-unasked', path: '/old' }),
        { region: REGION, id: 'edc-by-hand', bucket: 'models', path: '/old/2' },
      ],
    },
  });
});
afterAll(() => replicator.close());

const deletes = () => replicator.simulator.ledger().calls['DeleteDataCache'] ?? {};

describe('prune', () => {
  it('waits for its turn, shows the copies, deletes them only on request, and is not listed as a run', async () => {
    const file = await planFile(planOf({ name: NAME, caches: 1, regions: [REGION] }));
    const env = { TEMPORAL_ADDRESS: temporalAddress(), ECI_REPLICATOR_TASK_QUEUE: replicator.taskQueue };

    const run = startEciReplicator(['run', file], { env });
    await run.untilItSays(/^cn-chengdu: 0 of 1 copy ready/m);
    const refused = await eciReplicator(['prune', file, '--yes'], { env });
    expect(refused).toMatchObject({ code: 8, stdout: '' });
    expect(refused.stderr).toMatch(/^replicate-pruned-by-hand is under way, so nothing was deleted/);
    await eciReplicator(['cancel', NAME, '--keep'], { env });
    await run.ended;

    const shown = await eciReplicator(['prune', file], { env });
    expect(shown.stdout).toMatch(/cn-chengdu +edc-unasked .*the plan does not ask for edc-former/);
    expect(shown).toMatchObject({ code: 0, stderr: 'Nothing was deleted: --yes deletes this copy.\n' });
    expect(deletes()).toEqual({});

    const pruned = await eciReplicator(['prune', file, '--yes', '--output', 'json'], { env });
    expect(pruned.code, pruned.stderr).toBe(0);
    expect(pruneReportSchema.parse(JSON.parse(pruned.stdout))).toMatchObject({
      outcome: 'deleted',
      counts: { candidates: 1, deleted: 1, kept: 0 },
      copies: [{ dataCacheId: 'edc-unasked', outcome: 'deleted' }],
    });
    expect(deletes()).toEqual({ [REGION]: 1 });

    const { world } = replicator.simulator;
    const left = world.list(REGION, world.moment(Date.now())).map(({ id }) => id);
    expect(left).toEqual(['edc-by-hand', expect.stringMatching(/^edc-sim/)]);
    const listed = await eciReplicator(['list', '--output', 'json', '--limit', '1000'], { env });
    expect(listed.stdout).toContain('replicate-pruned-by-hand');
    expect(listed.stdout).not.toContain('prune-pruned-by-hand');
  });
});
