import { condition } from '@temporalio/workflow';
import type { CopyRecord, FormerCopy } from '../../src/copies/copy-record.js';
import { deleteDataCache } from '../activities.js';
import { wasCancelled } from '../was-cancelled.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';

/** The highest generation at a place rules: lower ones are deleted once it is Available, each on its own. */
export async function deleteFormers(state: RegionState, input: RegionInput): Promise<never> {
  const begun = new Set<CopyRecord>();
  const fresh = () => state.formersToDelete.filter((record) => !begun.has(record));
  for (;;) {
    await condition(() => fresh().length > 0);
    for (const record of fresh()) {
      begun.add(record);
      void deleteFormersOf(state, input, record);
    }
  }
}

/** Never rejects: one that was not deleted is told in the record. */
async function deleteFormersOf(state: RegionState, input: RegionInput, record: CopyRecord): Promise<void> {
  const kept: string[] = [];
  try {
    for (const former of record.deleteAfterwards ?? []) {
      const summary = `${former.id}, which ${record.id} has taken the place of`;
      const result = await deleteFormer(input, former, summary);
      if (result.kind === 'kept') kept.push(result.reason);
    }
  } catch (error) {
    // It is left for the next run of this workflow, or of the plan.
    if (wasCancelled(error)) return;
    kept.push(String(error));
  }
  if (kept.length === 0) return state.formersDeleted(record);
  state.formersDeleted(record, `a lower generation was not deleted: ${kept.join('; ')}`);
}

/** One copy of ours, after a look that shows it to be so. */
export function deleteFormer(input: RegionInput, former: FormerCopy, summary: string) {
  const { plan, sourceRegion, region } = input;
  return deleteDataCache.executeWithOptions({ summary }, [{ plan, sourceRegion, region, ...former }]);
}
