import { upsertMemo } from '@temporalio/workflow';
import { deleteRequestedCopies } from '../activities.js';
import type { Run } from './run.js';

/** After a cancellation that asked for it: deletes what this run requested, region by region, and says how many. */
export async function deleteRequested({ state }: Run): Promise<void> {
  if (!state.deleteOnCancel) return;
  const { plan } = state;
  const counts = await Promise.all(
    Object.entries(state.workflows).map(async ([region, workflow]) => {
      const task = { region, plan: plan.name, sourceRegion: plan.source.region, ...workflow };
      const { deleted } = await deleteRequestedCopies.executeWithOptions({ summary: `copies requested in ${region}` }, [
        task,
      ]);
      return [region, deleted] as const;
    }),
  );
  upsertMemo({ deleted: Object.fromEntries(counts) });
}
