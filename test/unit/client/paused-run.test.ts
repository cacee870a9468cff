import { describe, expect, it } from 'vitest';
import { currentStatus } from '../../../src/client/status/current-status.js';
import { fetchReport } from '../../../src/client/fetch-report.js';
import { watchRun } from '../../../src/client/status/watch-run.js';
import { noCopies } from '../../../src/copies/counts.js';
import { packRecords } from '../../../src/copies/packed-records.js';
import { FakeTemporal } from './support/fake-temporal.js';
import { copies, memoOf, PLAN } from './support/sample-run.js';

/** `UNSPECIFIED` stands for a status that only a newer server knows. */
describe.each(['PAUSED', 'UNSPECIFIED'] as const)('a run with the status %s is under way', (status) => {
  const counts = noCopies();
  const answer = { plan: 'weights', outcome: 'running', asOf: '2026-11-02T10:00:00.000Z', counts, regions: [] };

  function pausedRun() {
    const temporal = new FakeTemporal();
    const region = temporal.add({
      workflowId: 'replicate-weights/cn-beijing',
      type: 'replicateRegion',
      status,
      queries: { copies: () => ({ copies: packRecords(copies()), total: 2 }) },
    });
    const run = temporal.add({
      workflowId: 'replicate-weights',
      status,
      input: { plan: PLAN },
      memo: memoOf(region),
      queries: { status: () => answer },
    });
    return { temporal, run };
  }

  it('so it is asked for its status', async () => {
    const { temporal, run } = pausedRun();
    expect(await currentStatus(temporal.client, run)).toEqual(answer);
  });

  it('so it is watched on', async () => {
    const { temporal, run } = pausedRun();
    const polls = watchRun(temporal.client, run, { every: 1, pause: temporal.pause });
    expect(await polls.next()).toEqual({ done: false, value: { kind: 'status', status: answer } });
    run.status = 'COMPLETED';
    expect(await polls.next()).toEqual({ done: true, value: undefined });
  });

  it('so its report shows it as running, with the copies of its paused regions', async () => {
    const { temporal, run } = pausedRun();
    const { report } = await fetchReport(temporal.client, run);
    expect(report).toMatchObject({ outcome: 'running', counts: { planned: 4, ready: 2, pending: 2 } });
  });
});
