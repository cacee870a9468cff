import { condition } from '@temporalio/workflow';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import type { RegionPreview } from '../../src/copies/region-preview.js';
import { isChange, PREVIEW_VERDICTS } from '../../src/copies/verdict.js';
import type { Run } from '../run/run.js';
import { sendNotification } from '../run/send-notification.js';
import { previewRegions } from './preview-regions.js';

/**
 * Waits until a person approves a wave. Its regions are surveyed first, except those that are left out: a wave with nothing
 * to create needs no approval. If nobody approves the wave in time, its copies fail, and the waves after it are judged by
 * themselves.
 *
 * @param wave from 1.
 * @returns whether the wave may start.
 */
export async function awaitApproval(run: Run, wave: number, records: readonly CopyRecord[]): Promise<boolean> {
  const { state } = run;
  const settings = state.plan.waves[wave - 1];
  if (settings === undefined) throw new RangeError(`the plan has no wave ${wave}`);
  const { regions, approvalTimeout } = settings;

  const isSkipped = (region: string) => state.region(region).isSkipped;
  const surveyed = regions.filter((region) => !isSkipped(region));
  const previews = await run.waitFor(
    `a survey of wave ${wave}, which needs approval if there is anything to create`,
    () => run.whileWaiting(() => previewRegions(run, records, { regions: surveyed })),
  );
  if (state.stop !== undefined) return false;
  if (previews.every(hasNothingToCreate)) return true;

  const since = Date.now();
  const until = new Date(since + approvalTimeout).toISOString();
  state.awaitApproval({ wave, regions, since: new Date(since).toISOString(), until });
  run.show();
  await sendNotification(state, 'approval', { wave, nth: wave });
  const summary = `approval of wave ${wave}: send the update approveWave with {"wave": ${wave}}`;
  const mayStart = () => state.facts.approval === undefined || regions.every(isSkipped);
  const isDecided = () => mayStart() || state.stop !== undefined;
  await run.whileWaiting(() => condition(isDecided, approvalTimeout, { summary }));
  const isApproved = mayStart();
  state.endApproval();
  if (!isApproved && state.stop === undefined) {
    const reason = `wave ${wave} was not approved by ${until}`;
    for (const region of regions) state.loseRegion(region, { code: 'NotApproved', reason }, 'failed', Date.now());
  }
  run.show();
  return isApproved;
}

/** A region that could not be surveyed may have everything to create. */
function hasNothingToCreate({ verdicts, stop }: RegionPreview): boolean {
  return stop === undefined && PREVIEW_VERDICTS.every((verdict) => !isChange(verdict) || verdicts[verdict] === 0);
}
