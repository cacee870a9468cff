import { allOf } from '../../../../src/copies/counts.js';
import { FakeTemporal } from '../../client/support/fake-temporal.js';
import { copies, endedRegion, memoOf, PLAN } from '../../client/support/sample-run.js';

const status = (phase: string, waitingFor?: string) => ({
  asOf: '2026-11-02T10:00:00Z',
  plan: 'weights',
  planDigest: 'digest-1',
  outcome: 'running',
  counts: allOf('pending', 4),
  regions: ['cn-beijing', 'cn-shanghai'].map((region) => ({
    region,
    phase,
    counts: allOf('pending', 2),
    required: region === 'cn-beijing',
    ...(waitingFor === undefined ? {} : { waitingFor }),
  })),
});

/** A server whose run ends, as `end` says, after this many polls. */
export function endingAfter(polls: number, end: (temporal: FakeTemporal) => void, phase = 'copying'): FakeTemporal {
  const temporal = new FakeTemporal();
  let polled = 0;
  temporal.onPause = () => {
    const run = temporal.runs.find(({ workflowId }) => workflowId === 'replicate-weights');
    if (run === undefined) return;
    polled += 1;
    run.queries = { status: () => status(phase) };
    if (polled === polls) end(temporal);
  };
  return temporal;
}

/** @param required the copies of the required region; default all ready. */
export function ends(state: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TERMINATED', outcome: string, required = copies()) {
  return (temporal: FakeTemporal) => {
    const [run] = temporal.runs;
    if (run === undefined) throw new Error('nothing was started');
    const regions = [endedRegion(temporal, 'cn-beijing', required), endedRegion(temporal, 'cn-shanghai', copies())];
    const result = { version: 1, plan: 'weights', planDigest: 'd', outcome, regions: [], notReady: [] };
    Object.assign(run, {
      status: state,
      closeTime: run.startTime,
      memo: { ...run.memo, ...memoOf(...regions) },
      result,
    });
  };
}

/** A server with one run, which has failed. */
export function endedRun(): FakeTemporal {
  const temporal = new FakeTemporal();
  temporal.add({ workflowId: 'replicate-weights', input: { plan: PLAN } });
  ends('FAILED', 'failed')(temporal);
  return temporal;
}
