import type { CacheChange } from '../../activities/watch-data-caches.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';
import { watch } from './watch.js';

/** Watches the sources that copies of this region wait for. */
export function watchSources(state: RegionState, input: RegionInput): Promise<never> {
  const { startedAt } = input;
  const absentSince = new Map<string, number>();
  const waiting = () => new Set([...state.in('awaitingSource')].map((record) => record.source));
  return watch({
    region: input.sourceRegion,
    summary: `sources that are not Available yet in ${input.sourceRegion}`,
    ...input.policy.ready,
    giveUpAfter: input.sourceGiveUpAfter,
    caches: () =>
      [...waiting()].map((id) => {
        const absent = absentSince.get(id);
        return { id, since: startedAt, ...(absent === undefined ? {} : { absentSince: absent }) };
      }),
    buckets: () => [],
    arrived: () => state.arrived('awaitingSource'),
    isEmpty: () => state.count('awaitingSource') === 0,
    apply: (change) => {
      if (change.kind === 'absent') absentSince.set(change.id, Date.now());
      if (change.kind === 'back') absentSince.delete(change.id);
      applyToCopies(state, change);
    },
  });
}

function applyToCopies(state: RegionState, change: CacheChange): void {
  const { reason } = change;
  for (const record of [...state.in('awaitingSource')].filter(({ source }) => source === change.id)) {
    switch (change.kind) {
      case 'available':
        state.move(record, 'planned', { reason: undefined });
        break;
      case 'failed':
        state.move(record, 'failed', { code: 'SourceFailed', reason });
        break;
      case 'vanished':
        state.move(record, 'failed', { code: 'SourceNotFound', reason });
        break;
      case 'overdue':
        state.move(record, 'failed', { code: 'SourceNotAvailable', reason });
        break;
      case 'absent':
      case 'back':
        break;
    }
  }
}
