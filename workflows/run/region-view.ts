import type { RegionControl } from '../../src/controls/region-control.js';
import type { RegionProgress } from '../messages.js';
import type { Stop } from '../../src/copies/stop.js';

/** One target region as the run sees it. */
export interface RegionView {
  readonly required: boolean;
  progress: RegionProgress;
  /** The running region's workflow, once it has started. */
  workflow?: { readonly workflowId: string; readonly runId: string };
  /** Reaches the running region. */
  signal?: ((stop: Stop) => Promise<void>) | undefined;
  /** Likewise, with what a person wants of it. */
  control?: ((control: RegionControl) => Promise<void>) | undefined;
  stop?: Pick<Stop, 'code' | 'reason'>;
  /** All that was ever wanted of this region, in its order. */
  readonly controls: RegionControl[];
  /** How many of them its workflow has been told. */
  told: number;
  /** What its last workflow returned, bytes; absent: none has ended. */
  bytes?: number;
  /** Resolves when those sent so far were told, or could not be. */
  delivery: Promise<void>;
}
