import { condition } from '@temporalio/workflow';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import type { RegionPreview } from '../../src/copies/region-preview.js';
import { isChange, PREVIEW_VERDICTS } from '../../src/copies/verdict.js';
import { previewRegions } from '../preview/preview-regions.js';
import { notify } from './notify.js';
import type { Run } from './run.js';

/**
 * Waits until a person lets a wave begin. A wave with nothing to create needs nobody: its regions are looked at first, and
 * those that are left out count for nothing. One
 * that nobody approves in time does not begin, and its copies have failed by that; the waves after it are judged by
 * themselves.
 *
 * @param wave from 1.
 * @returns whether the wave may begin.
 */
export async function awaitApproval(run: Run, wave: number, records: readonly CopyRecord[]): Promise<boolean> {
  const { state } = run;
  const settings = state.plan.waves[wave - 1];
  if (settings === undefined) throw new RangeError(`the plan has no wave ${wave}`);
  const { regions, approvalTimeout } = settings;

  state.waitingFor = `a look at wave ${wave}, which needs approval if there is anything to create`;
  run.show();
  const isLeftOut = (region: string) =>
    state.view(region).controls.some((control) => control.kind === 'skip' && control.source === undefined);
  const wanted = regions.filter((region) => !isLeftOut(region));
  const previews = await run.whileWaiting(() => previewRegions(run, records, { regions: wanted }));
  state.waitingFor = undefined;
  if (state.stop !== undefined) return false;
  if (previews.every(hasNothingToCreate)) return true;

  const since = Date.now();
  const until = since + approvalTimeout;
  state.approval = { wave, regions, since: new Date(since).toISOString(), until: new Date(until).toISOString() };
  run.show();
  await notify(run, 'approval', { wave, nth: wave });
  const summary = `approval of wave ${wave}: send the update approveWave with {"wave": ${wave}}`;
  const mayBegin = () => state.approval === undefined || regions.every(isLeftOut);
  const decided = () => mayBegin() || state.stop !== undefined;
  await run.whileWaiting(() => condition(decided, approvalTimeout, { summary }));
  const isApproved = mayBegin();
  state.approval = undefined;
  if (!isApproved && state.stop === undefined) {
    const reason = `wave ${wave} was not approved by ${new Date(until).toISOString()}`;
    for (const region of regions) state.lost(region, { code: 'NotApproved', reason }, 'failed', Date.now());
  }
  run.show();
  return isApproved;
}

/** A region that could not be looked at may have everything to create. */
function hasNothingToCreate({ verdicts, stop }: RegionPreview): boolean {
  return stop === undefined && PREVIEW_VERDICTS.every((verdict) => !isChange(verdict) || verdicts[verdict] === 0);
}
