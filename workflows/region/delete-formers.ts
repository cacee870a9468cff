import { condition } from '@temporalio/workflow';
import type { CopyRecord, FormerCopy } from '../../src/copies/copy-record.js';
import { deleteDataCache, wasCancelled } from '../activities.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';

/** The highest generation at a place rules: once it is Available, its lower generations are deleted, for each copy separately. */
export async function deleteFormers(state: RegionState, input: RegionInput): Promise<never> {
  const started = new Set<CopyRecord>();
  const waiting = () => state.formersToDelete.filter((record) => !started.has(record));
  for (;;) {
    await condition(() => waiting().length > 0);
    for (const record of waiting()) {
      started.add(record);
      void deleteFormersOf(state, input, record);
    }
  }
}

/** Never rejects: what was not deleted is noted in the record. */
async function deleteFormersOf(state: RegionState, input: RegionInput, record: CopyRecord): Promise<void> {
  const kept: string[] = [];
  try {
    for (const former of record.deleteAfterwards ?? []) {
      const summary = `${former.id}, which ${record.id} replaces`;
      const result = await deleteFormer(input, former, summary);
      if (result.kind !== 'deleted') kept.push(result.reason);
    }
  } catch (error) {
    // It is left to the next history of this workflow, or to the plan's next run.
    if (wasCancelled(error)) return;
    kept.push(String(error));
  }
  state.formersDeleted(record, kept);
}

/** Deletes one of our own copies, after a lookup that shows it to be ours. */
export function deleteFormer(input: RegionInput, former: FormerCopy, summary: string) {
  const { plan, sourceRegion, region } = input;
  return deleteDataCache.executeWithOptions({ summary }, [{ plan, sourceRegion, region, ...former }]);
}
