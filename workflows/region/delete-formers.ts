import { condition } from '@temporalio/workflow';
import type { FormerCopy } from '../../src/reconcile/former-copy.js';
import type { CopyRecord } from '../../src/report/copy-record.js';
import { deleteDataCache } from '../activities.js';
import type { RegionInput } from './region-input.js';
import type { RegionState } from './region-state.js';

/** The highest generation at a place rules: lower ones are deleted once it is Available. */
export async function deleteFormers(state: RegionState, input: RegionInput): Promise<never> {
  for (;;) {
    await condition(() => state.withFormers.size > 0);
    await Promise.all([...state.withFormers].map((record) => deleteFormersOf(state, input, record)));
  }
}

async function deleteFormersOf(state: RegionState, input: RegionInput, record: CopyRecord): Promise<void> {
  const kept: string[] = [];
  for (const former of record.deleteAfterwards ?? []) {
    const summary = `${former.id}, which ${record.id} has taken the place of`;
    const result = await deleteFormer(input, former, summary);
    if (result.kind === 'kept') kept.push(result.reason);
  }
  if (kept.length === 0) return state.formersDeleted(record);
  state.formersDeleted(record, `a lower generation was not deleted: ${kept.join('; ')}`);
}

/** One copy of ours, after a look that shows it to be so. */
export function deleteFormer(input: RegionInput, former: FormerCopy, summary: string) {
  const { plan, sourceRegion, region } = input;
  return deleteDataCache.executeWithOptions({ summary }, [{ plan, sourceRegion, region, ...former }]);
}
