import { describe, expect, it } from 'vitest';
import { extendDataCache, type ExtendTask } from '../../activities/extend-data-cache.js';
import { createSdkEci } from '../../src/eci/sdk-eci.js';
import { credentialsPackage, resolveCredentials } from '../../src/eci/credentials.js';
import type { ScenarioInput } from '../../src/simulator/scenario.js';
import { existingCopy } from '../support/copies.js';
import { simulatorForTest } from '../support/simulator-for-test.js';
import { tryUntilDone } from '../unit/activities/support/attempts.js';
import { OWNED_COPY } from '../unit/activities/support/samples.js';

const DAY = 86_400_000;
const START = Date.parse('2026-11-02T10:00:00Z');

const task: Omit<ExtendTask, 'expiresAt'> = {
  ...OWNED_COPY,
  retentionDays: 90,
  pollEvery: 10_000,
};

/** Extends a copy that expires in seven days. The service's clock advances by a second per call. */
async function extend(open: ScenarioInput['open'], faults: ScenarioInput['faults'] = {}) {
  const copy = existingCopy(task, { region: task.region, id: task.id, path: '/llama-3', expiresAfter: '7d' });
  let now = START;
  const clock = () => {
    now += 1_000;
    return now;
  };
  const simulator = await simulatorForTest({ existing: [copy], open, faults }, { clock });
  const chain = () =>
    credentialsPackage.StaticAKCredentialsProvider.builder()
      .withAccessKeyId('simulator')
      .withAccessKeySecret('simulator-secret')
      .build();
  const eci = createSdkEci({ endpoint: simulator.url, timeoutMs: 5_000, credentials: resolveCredentials({ chain }) });
  const [shown] = (await eci.describeDataCaches({ region: task.region, ids: [task.id] })).caches;
  const { expiresAt = '' } = shown ?? {};
  const { result } = await tryUntilDone(() => extendDataCache({ eci })({ ...task, expiresAt }));
  const [kept] = simulator.world.list(task.region, { now: START + 8 * DAY, elapsed: 8 * DAY });
  return { result, updates: simulator.ledger().calls['UpdateDataCache']?.[task.region], isKept: kept !== undefined };
}

describe('extending a copy of the simulated service', () => {
  it.each([
    [{}, 'extended', true],
    [{ updateTime: '10s' }, 'extended', true],
    [{ clockSkew: '10m' }, 'extended', true],
    [{ retentionCap: 3 }, 'unchanged', false],
    [{ updateDataCache: 'ignores' }, 'unchanged', false],
    [{ updateDataCache: 'fails' }, 'unusable', false],
    [{ updateDataCache: 'refuses' }, 'refused', false],
  ] as const)('with %o ends as %s, after one update', async (open, kind, isKept) => {
    expect(await extend(open)).toMatchObject({ result: { kind }, updates: 1, isKept });
  });

  it('does not repeat an update that took effect, although it was never answered', async () => {
    const { result, updates } = await extend({}, { failEvery: 3, failAfterCommit: true });
    expect(result).toMatchObject({ kind: 'extended' });
    expect(updates).toBe(1);
  });
});
