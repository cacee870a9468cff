import type { CacheChange } from '../../activities/watch-data-caches.js';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { nextGeneration } from './next-generation.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';
import { watch } from './watch.js';

/** Watches the copies that are under way in the target region. */
export function watchCopies(state: RegionState, input: RegionInput): Promise<never> {
  const underWay = () => [...state.in('copying')].filter((record) => record.id !== undefined);
  return watch({
    region: input.region,
    summary: `copies under way in ${input.region}`,
    ...input.policy.ready,
    caches: () =>
      underWay().map((record) => ({
        id: record.id ?? '',
        since: record.underWaySince ?? input.startedAt,
        ...(record.absentSince === undefined ? {} : { absentSince: record.absentSince }),
      })),
    buckets: () => state.buckets,
    arrived: () => state.arrived('copying'),
    growing: () => (state.count('requesting') > 0 || state.next() !== undefined) && !state.gate.closed,
    isEmpty: () => state.count('copying') === 0,
    apply: (change) => {
      for (const record of state.in('copying')) {
        if (record.id === change.id) applyToCopy(state, input, record, change);
      }
    },
  });
}

function applyToCopy(state: RegionState, input: RegionInput, record: CopyRecord, change: CacheChange): void {
  const { reason } = change;
  const { attempts } = input.policy.failedCopy;
  switch (change.kind) {
    case 'available':
      return state.move(record, 'ready', {
        readyAt: Date.now(),
        absentSince: undefined,
        ...(change.expiresAt === undefined ? {} : { expiresAt: change.expiresAt }),
      });
    case 'failed':
      return nextGeneration(state, record, attempts, { code: 'CopyFailed', reason, failedId: change.id });
    case 'absent':
      record.absentSince = Date.now();
      return;
    case 'back':
      record.absentSince = undefined;
      return;
    case 'vanished':
      if (record.vanished === true) return state.move(record, 'failed', { code: 'Vanished', reason });
      record.vanished = true;
      return nextGeneration(state, record, attempts, { code: 'Vanished', reason });
    case 'overdue':
      return state.move(record, 'failed', { code: 'ReadyTimeout', reason });
  }
}
