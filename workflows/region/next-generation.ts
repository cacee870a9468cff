import type { CopyRecord } from '../../src/copies/copy-record.js';
import { afterGeneration } from '../../src/copies/generation.js';
import type { RegionState } from './region-state.js';

/** How a generation came to its definite end. */
export interface GenerationEnd {
  readonly code: string;
  readonly reason: string | undefined;
  /** A Failed copy that is to be deleted before the next one is asked for. */
  readonly failedId?: string;
}

/** Plans the next generation of a copy, unless `attempts` of them have ended in this run. */
export function nextGeneration(state: RegionState, record: CopyRecord, attempts: number, end: GenerationEnd): void {
  const { code, reason, failedId } = end;
  const { source, generation } = record;
  const failures = record.failures + 1;
  if (failures >= attempts) {
    state.move(record, 'failed', { failures, code, reason });
    return;
  }
  state.move(record, 'planned', {
    ...afterGeneration(record, end),
    failures,
    deleteFirst: failedId === undefined ? undefined : [{ id: failedId, source, generation, status: 'Failed' }],
    code,
    reason,
  });
}
