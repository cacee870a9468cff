import type { RegionResult, Timeline } from '../../src/copies/region-result.js';
import type { RegionControl, Skip } from '../../src/controls/region-control.js';
import type { PackedRecords } from '../../src/copies/packed-records.js';
import type { RegionUsage } from '../../src/copies/region-preview.js';
import type { VerdictCounts } from '../../src/copies/verdict.js';
import type { CopyOptions } from '../../src/plan/expand-copies.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import type { GateState } from './capacity-gate.js';
import type { PaceState } from './request-pace.js';
import type { Stop } from '../../src/copies/stop.js';

/** One target region's part of a run. Times are epoch ms, durations ms. */
export interface RegionInput {
  readonly plan: string;
  readonly sourceRegion: string;
  readonly region: string;
  readonly maxInFlight: number;
  readonly copy: CopyOptions;
  readonly policy: Pick<
    Plan['policy'],
    'capacity' | 'ready' | 'failedCopy' | 'blindSurvey' | 'renewBefore' | 'renew' | 'supersede' | 'onAccountError'
  >;
  /** How long a source may take to become Available. */
  readonly sourceGiveUpAfter: number;
  /** When the run started. */
  readonly startedAt: number;
  readonly copyTaskQueue: string;
  readonly records: PackedRecords;
  /** History events after which this workflow continues as new; 8,000 by default, and at most. */
  readonly continueAfterEvents?: number;
  /** What the run was told before this workflow started, in its order; default nothing. */
  readonly controls?: readonly RegionControl[];
  /** The region's workflow that has ended and whose copies this one takes up, instead of `records`. */
  readonly again?: { readonly workflowId: string; readonly runId: string };
  /** What the survey must find, see `verdictDigest`; otherwise nothing is asked for. */
  readonly expectVerdicts?: string;
  /** Of a dry run, the digest alone is wanted. */
  readonly digestOnly?: boolean;
  /** A preview: the region is surveyed, and nothing is asked for, deleted or watched. */
  readonly dryRun?: true;
  /** What an earlier run of this workflow hands on. */
  readonly carried?: Carried;
}

/** What outlives continue-as-new beside the records: a retry's own clock starts anew, ours must not. */
export interface Carried {
  readonly gate: GateState;
  readonly pace?: PaceState;
  readonly stop?: Stop;
  readonly signalsSent: number;
  /** When the region was last surveyed. */
  readonly surveyedAt?: number;
  readonly surveyDue?: boolean;
  readonly maxInFlight?: number;
  readonly paused?: { readonly since: number; readonly reason: string };
  readonly skips?: readonly Skip[];
  readonly timeline?: Timeline;
}

/** What a preview of a region returns: its records as the survey left them, and what they are told by. */
export interface RegionPreviewResult extends RegionResult {
  readonly usage: RegionUsage;
  readonly verdictDigest: string;
  readonly verdicts: VerdictCounts;
  /** Why the region could not be surveyed. */
  readonly stop?: Pick<Stop, 'code' | 'reason'>;
}
