import type { RegionControl } from '../../src/controls/region-control.js';
import type { RegionView } from './region-view.js';

/**
 * What a region begins with, of all that was ever wanted of it: what holds until something else is said, and what no workflow
 * of it was told. What was left out is said again in any case: the records that say so may no longer be kept.
 */
export function controlsToBeginWith({ controls, told }: Pick<RegionView, 'controls' | 'told'>): RegionControl[] {
  const pause = controls.findLastIndex(({ kind }) => kind === 'pause' || kind === 'resume');
  const window = controls.findLastIndex(({ kind }) => kind === 'setMaxInFlight');
  const leftOut = new Set<string | undefined>();
  return controls.filter((control, n) => {
    switch (control.kind) {
      case 'pause':
        return n === pause;
      case 'resume':
        return false;
      case 'setMaxInFlight':
        return n === window;
      case 'retryFailed':
        return n >= told;
      case 'skip': {
        const isKnown = leftOut.has(undefined) || leftOut.has(control.source);
        leftOut.add(control.source);
        return !isKnown;
      }
    }
  });
}
