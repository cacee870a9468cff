import type { CopyRecord } from '../../../../src/copies/copy-record.js';
import { countRecords } from '../../../../src/copies/counts.js';
import { packRecords } from '../../../../src/copies/packed-records.js';
import type { FakeRun, FakeTemporal } from './fake-temporal.js';

/** Two sources to two regions. */
export const PLAN = {
  version: 1,
  name: 'weights',
  source: { region: 'cn-hongkong', caches: [{ id: 'edc-1' }, { id: 'edc-2', as: { path: '/other' } }] },
  targets: [{ region: 'cn-beijing' }, { region: 'cn-shanghai', required: false }],
};

export function copies(change: Partial<CopyRecord> = {}): CopyRecord[] {
  return ['edc-1', 'edc-2'].map((source) => ({
    source,
    bucket: 'models',
    path: `/${source}`,
    name: source,
    state: 'ready',
    verdict: 'create',
    id: `${source}-copy`,
    generation: 0,
    attempts: 1,
    failures: 0,
    requestedAt: 1_000,
    readyAt: 2_000,
    ...change,
  }));
}

/** A region's workflow that has ended with these records. */
export function endedRegion(temporal: FakeTemporal, region: string, records: CopyRecord[]): FakeRun {
  return temporal.add({
    workflowId: `replicate-weights/${region}`,
    type: 'replicateRegion',
    status: 'COMPLETED',
    result: { counts: countRecords(records), records: packRecords(records) },
  });
}

/** What a run's memo says of the regions that have started. */
export function memoOf(...regions: FakeRun[]): Record<string, unknown> {
  const entries = regions.map(({ workflowId, runId }) => [workflowId.split('/')[1], { workflowId, runId }]);
  return { planDigest: 'digest-1', regions: Object.fromEntries(entries) };
}
