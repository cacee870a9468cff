import { upsertMemo } from '@temporalio/workflow';
import { deleteRequestedCopies } from '../activities.js';
import type { Run } from './run.js';

/** After a cancellation that asked for it: deletes what this run requested, region by region, and notes what became of it. */
export async function deleteRequested({ state }: Run): Promise<void> {
  if (!state.deleteOnCancel) return;
  const { plan } = state;
  const results = await Promise.all(
    Object.entries(state.workflows).map(async ([region, workflow]) => {
      const task = { region, plan: plan.name, sourceRegion: plan.source.region, ...workflow };
      const summary = `copies requested in ${region}`;
      return [region, await deleteRequestedCopies.executeWithOptions({ summary }, [task])] as const;
    }),
  );
  upsertMemo({ deleted: Object.fromEntries(results) });
}
