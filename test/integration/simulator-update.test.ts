import { describe, expect, it } from 'vitest';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { testOpenQuestions } from './support/open-question.js';
import { failure, outcome } from './support/sdk-client.js';
import { simulated } from './support/simulated.js';

/** A copy that expires after a day, updated an hour later to seven days. */
async function updated(open: NonNullable<ScenarioInput['open']> = {}) {
  const world = await simulated({ open });
  return { ...world, ...(await update(world)) };
}

async function update({ sdk, advance }: Awaited<ReturnType<typeof simulated>>) {
  const { dataCacheId = '' } = await sdk.copy({ retentionDays: 1 });
  advance(3_600_000);
  const answer = await outcome(sdk.update({ dataCacheId, retentionDays: 7 }));
  const shown = async () => {
    const [cache] = (await sdk.describe({ dataCacheId: [dataCacheId] })).dataCaches ?? [];
    return [cache?.status, cache?.expireDateTime];
  };
  return { dataCacheId, answer, shown };
}

testOpenQuestions([
  [
    'what UpdateDataCache does with the retention alone',
    async (world) => {
      const { answer, shown } = await update(world);
      const [status, expiry] = await shown();
      return [answer, status, expiry, world.simulator.ledger().billed.length];
    },
    [
      [{}, ['made', 'Available', '2026-12-01T09:00Z', 1]],
      [{ retentionCap: 3 }, ['made', 'Available', '2026-11-27T09:00Z', 1]],
      [{ updateDataCache: 'ignores' }, ['made', 'Available', '2026-11-25T08:00Z', 1]],
      [{ updateDataCache: 'fails' }, ['made', 'UpdateFailed', '2026-11-25T08:00Z', 1]],
      [{ updateDataCache: 'refuses' }, ['OperationDenied.NotSupported', 'Available', '2026-11-25T08:00Z', 1]],
    ],
  ],
]);

describe('an update of a data cache', () => {
  it('is shown as Updating, with the former expiry, for as long as it takes', async () => {
    const { sdk, dataCacheId, shown, advance } = await updated({ updateTime: '1m' });
    expect(await shown()).toEqual(['Updating', '2026-11-25T08:00Z']);
    expect(await outcome(sdk.update({ dataCacheId, retentionDays: 7 }))).toBe('IncorrectStatus');
    advance(60_000);
    expect(await shown()).toEqual(['Available', '2026-12-01T09:00Z']);
  });

  it('keeps the cache past its former expiry, and only until the new one', async () => {
    const { shown, advance } = await updated();
    advance(6 * 86_400_000);
    expect(await shown()).toEqual(['Available', '2026-12-01T09:00Z']);
    advance(86_400_000);
    expect(await shown()).toEqual([undefined, undefined]);
  });

  it('can follow one that failed', async () => {
    const { sdk, dataCacheId, shown, simulator } = await updated({ updateDataCache: 'fails' });
    simulator.scenario.open.updateDataCache = 'extends';
    await sdk.update({ dataCacheId, retentionDays: 7 });
    expect(await shown()).toEqual(['Available', '2026-12-01T09:00Z']);
  });

  it('of a cache that does not exist is refused', async () => {
    const { sdk } = await simulated();
    const call = sdk.update({ dataCacheId: 'edc-none', retentionDays: 7 });
    expect(await failure(call)).toMatchObject({ code: 'InvalidParameter.NotFound', status: 404 });
  });
});
