import { upsertMemo } from '@temporalio/workflow';
import { packDeletion } from '../../src/copies/deletion.js';
import { fitReasons } from '../../src/payload/fit-reasons.js';
import { deleteRequestedCopies } from '../activities.js';
import type { Run } from './run.js';

/** Bytes: a memo is read with every list of runs, so it stays small. */
const MAX_MEMO = 32 * 1024;

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
  const deleted = fitReasons(
    (reasonLength) =>
      Object.fromEntries(results.map(([region, result]) => [region, packDeletion(result, reasonLength)])),
    MAX_MEMO,
  );
  upsertMemo({ deleted });
}
