import { beforeAll, describe, it } from 'vitest';
import { obtainLastRelease } from '../../scripts/binaries/last-release.js';
import { bin } from '../support/built-package.js';
import { temporalAddress } from '../support/shared-server.js';
import { expectOneBillEach, openSwapWorld, setCurrent } from '../support/swap-world.js';

let released: string;
beforeAll(async () => {
  released = await obtainLastRelease();
}, 10 * 60_000);

describe('workers that are swapped while five runs copy', () => {
  const SWAPS: readonly [string, string, () => readonly [string, string]][] = [
    ['from the last release to this one', 'swap-up', () => [released, bin]],
    ['from this release back to the last one', 'swap-down', () => [bin, released]],
  ];
  it.each(SWAPS)('%s, without versioning', async (_, taskQueue, commands) => {
    const [before, after] = commands();
    const world = await openSwapWorld(temporalAddress(), taskQueue);
    const old = await world.startWorker(before);
    const runs = await world.startRuns();
    await old.stop('SIGTERM');
    await world.startWorker(after);
    await expectOneBillEach(world, runs);
  });

  it('from the last release, without versioning, to a deployment of this one', async () => {
    const deployment = { ECI_REPLICATOR_DEPLOYMENT: 'swap-versioned' };
    const world = await openSwapWorld(temporalAddress(), 'swap-versioned');
    const old = await world.startWorker(released);
    const runs = await world.startRuns();
    await world.startWorker(bin, { ...deployment, ECI_REPLICATOR_BUILD_ID: 'new' });
    await setCurrent(world, deployment, 'new');
    await old.stop('SIGTERM');
    await expectOneBillEach(world, runs);
  });

  it('from one build of a deployment to another and back, and those of the first are killed and started again', async () => {
    const deployment = { ECI_REPLICATOR_DEPLOYMENT: 'swap-killed' };
    const world = await openSwapWorld(temporalAddress(), 'swap-killed');
    const first = await world.startWorker(bin, { ...deployment, ECI_REPLICATOR_BUILD_ID: 'first' });
    await setCurrent(world, deployment, 'first');
    const runs = await world.startRuns();
    await world.startWorker(bin, { ...deployment, ECI_REPLICATOR_BUILD_ID: 'second' });
    await setCurrent(world, deployment, 'second');
    await first.stop('SIGKILL');
    await world.startWorker(bin, { ...deployment, ECI_REPLICATOR_BUILD_ID: 'first' });
    await setCurrent(world, deployment, 'first');
    await expectOneBillEach(world, runs);
  });
});
