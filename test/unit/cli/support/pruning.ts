import type { Prunable } from '../../../../src/reconcile/prunable.js';
import type { PruneRegionResult } from '../../../../workflows/prune/prune-messages.js';
import { FakeTemporal } from '../../client/support/fake-temporal.js';
import { memoOf } from '../../client/support/sample-run.js';

export const prunable = (id: string, change: Partial<Prunable> = {}): Prunable => ({
  id,
  source: 'edc-former',
  bucket: 'models',
  path: `/old/${id}`,
  generation: 0,
  status: 'Available',
  sizeGiB: 20,
  reason: 'source',
  ...change,
});

export interface Pruning {
  /** In cn-beijing; default two. */
  readonly candidates?: readonly Prunable[];
  readonly kept?: PruneRegionResult['kept'];
  readonly more?: boolean;
  readonly unseen?: number;
  /** How a deletion ends: with a failure of this type, or cancelled. Default: it succeeds. */
  readonly deletion?: { readonly type: string; readonly message: string } | 'CANCELLED';
}

/** A server whose worker previews and deletes immediately. */
export function pruning({
  candidates = [prunable('edc-a'), prunable('edc-b', { sizeGiB: 5 })],
  kept = [],
  deletion,
  more = false,
  unseen,
}: Pruning = {}): FakeTemporal {
  const temporal = new FakeTemporal();
  temporal.onStart = (run) => {
    const { expectDigest } = run.input as { expectDigest?: string };
    const deleting = expectDigest !== undefined && candidates.length > 0;
    const regions = ['cn-beijing', 'cn-shanghai'].map((region, i) =>
      temporal.add({
        workflowId: `replicate-weights/${region}`,
        type: 'pruneRegion',
        status: 'COMPLETED',
        result: {
          region,
          candidates: i === 0 ? candidates : [],
          more: i === 0 && more,
          looked: 3,
          ...(i === 0 && unseen !== undefined ? { unseen } : {}),
          deleting: deleting && i === 0,
          kept: deleting && i === 0 ? kept : [],
        },
      }),
    );
    run.memo = { ...run.memo, ...memoOf(...regions) };
    if (!deleting || deletion === undefined) {
      Object.assign(run, { status: 'COMPLETED', result: { pruneDigest: 'digest-of-two' } });
    } else if (deletion === 'CANCELLED') run.status = deletion;
    else Object.assign(run, { status: 'FAILED', failure: deletion });
  };
  return temporal;
}
