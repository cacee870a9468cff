import { log } from '@temporalio/workflow';
import type { RegionControl } from '../../src/controls/region-control.js';
import type { RegionView } from './region-view.js';
import type { RunState } from './run-state.js';
import type { Run } from './run.js';

/**
 * Tells regions what a person wants of them; resolves once those under way have it. One that has not started begins with
 * it, and one that has ended with copies that it concerns is taken up again.
 */
export async function deliver(
  { state }: Pick<Run, 'state'>,
  regions: readonly string[],
  control: RegionControl,
): Promise<void> {
  await Promise.all(
    regions.map((region) => {
      const view = state.view(region);
      view.controls.push(control);
      return deliverTo(view, region);
    }),
  );
}

/** Resolves once the region was told all that it is to be told by now, or has ended. */
export function deliverTo(view: RegionView, region: string): Promise<void> {
  view.delivery = tellInOrder(view, region, view.delivery);
  return view.delivery;
}

/** One after another: what could not be sent stays to be told when the region is taken up again. */
async function tellInOrder(view: RegionView, region: string, earlier: Promise<void>): Promise<void> {
  await earlier;
  for (let next = view.controls[view.told]; next !== undefined; next = view.controls[view.told]) {
    if (view.control === undefined) return;
    const known = view.told + 1;
    try {
      await view.control(next);
      // One that was started once more meanwhile has begun with this one, and with those after it.
      view.told = Math.max(view.told, known);
    } catch (error) {
      log.info('a region ended before it was told', { region, control: next.kind, error: String(error) });
      return;
    }
  }
}

/** Regions that have ended and have copies that what they were not told concerns; none once the run asks for nothing more. */
export function regionsToTakeUp(state: RunState): string[] {
  if (state.stop !== undefined) return [];
  return state.targets.filter((region) => isToBeTakenUp(state.view(region)));
}

function isToBeTakenUp({ controls, told, workflow, progress, stop }: RegionView): boolean {
  // A region that never started, or was lost, has no copies of its own.
  if (workflow === undefined || progress.phase !== 'ended' || stop !== undefined) return false;
  const { failed, conflict, pending } = progress.counts;
  return controls.slice(told).some(({ kind }) => {
    if (kind === 'retryFailed') return failed + conflict > 0;
    return kind === 'skip' && failed + conflict + pending > 0;
  });
}
