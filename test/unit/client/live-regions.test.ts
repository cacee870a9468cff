import { describe, expect, it } from 'vitest';
import { currentStatus } from '../../../src/client/status/current-status.js';
import { LiveRegions } from '../../../src/client/status/live-regions.js';
import { allOf, noCopies } from '../../../src/copies/counts.js';
import type { RegionLine } from '../../../workflows/messages.js';
import { FakeTemporal } from './support/fake-temporal.js';
import { copies, endedRegion, memoOf, PLAN } from './support/sample-run.js';

const REPORTED = '2026-11-02T10:00:00.000Z';
const ASKED = '2026-11-02T10:07:00.000Z';
const counts = { ...noCopies(), planned: 2, ready: 1, pending: 1 };

const line = (region: string, phase: RegionLine['phase'] = 'copying'): RegionLine => ({
  region,
  phase,
  counts: allOf('pending', 2),
  asOf: REPORTED,
  required: true,
});

describe('the status of a run under way', () => {
  /** A run of two regions; cn-shanghai has not started. */
  function runWith(add: (temporal: FakeTemporal) => ReturnType<FakeTemporal['add']>) {
    const temporal = new FakeTemporal();
    const regions = [line('cn-beijing'), line('cn-shanghai', 'not started')];
    const status = { plan: 'weights', outcome: 'running', asOf: REPORTED, counts: allOf('pending', 4), regions };
    const run = temporal.add({
      workflowId: 'replicate-weights',
      input: { plan: PLAN },
      memo: memoOf(add(temporal)),
      queries: { status: () => status },
    });
    return currentStatus(temporal.client, run);
  }
  const beijing = { workflowId: 'replicate-weights/cn-beijing', type: 'replicateRegion' };

  it('is what its regions say themselves, not what they have reported', async () => {
    const answer = { region: 'cn-beijing', phase: 'copying', counts, asOf: ASKED, states: {} };
    const wait = { waitingFor: 'capacity: QuotaExceeded: full', waitingKind: 'capacity' };
    const status = await runWith((temporal) =>
      temporal.add({ ...beijing, queries: { status: () => ({ ...answer, ...wait }) } }),
    );
    expect(status).toMatchObject({ asOf: ASKED, counts: { planned: 4, ready: 1, pending: 3 } });
    expect(status.regions).toEqual([
      { region: 'cn-beijing', phase: 'copying', counts, asOf: ASKED, required: true, ...wait },
      line('cn-shanghai', 'not started'),
    ]);
  });

  it('is the last report of a region that does not answer, and as old as that', async () => {
    const status = await runWith((temporal) => temporal.add(beijing));
    expect(status).toMatchObject({ asOf: REPORTED, counts: { ready: 0, pending: 4 } });
    expect(status.regions[0]).toEqual(line('cn-beijing'));
  });

  it('is asked of a region again once its last answer is too old', async () => {
    const temporal = new FakeTemporal();
    const asked: string[] = [];
    const status = () => ({ phase: 'copying', counts, asOf: (asked.push('cn-beijing'), ASKED) });
    const workflow = temporal.add({ ...beijing, queries: { status } });
    const answers = async (live: LiveRegions) => {
      const lines = await live.ask([line('cn-beijing')], new Map([['cn-beijing', workflow]]));
      return lines.map(({ asOf }) => asOf);
    };
    const patient = new LiveRegions(temporal.client, 60_000);
    expect([await answers(patient), await answers(patient)]).toEqual([[ASKED], [ASKED]]);
    expect(asked).toHaveLength(1);
    const eager = new LiveRegions(temporal.client, 0);
    await answers(eager);
    await answers(eager);
    expect(asked).toHaveLength(3);
  });

  it('fails for what is no missing answer, so that a fault is not taken for one', async () => {
    const broken = () => {
      throw new TypeError('a fault');
    };
    await expect(
      runWith((temporal) => temporal.add({ ...beijing, queries: { status: broken } })),
    ).rejects.toMatchObject({ cause: { message: 'a fault' } });
  });

  it('is the result of a region that has just ended', async () => {
    const status = await runWith((temporal) => endedRegion(temporal, 'cn-beijing', copies()));
    expect(status.regions[0]).toMatchObject({ phase: 'ended', counts: { planned: 2, ready: 2 } });
    expect(status.counts).toMatchObject({ ready: 2, pending: 2 });
  });
});
