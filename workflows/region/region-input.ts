import { z } from 'zod';
import type { RegionControl, Skip } from '../../src/controls/region-control.js';
import type { PackedRecords } from '../../src/copies/packed-records.js';
import type { RegionMemory } from '../../src/copies/region-memory.js';
import type { RegionUsage } from '../../src/copies/region-preview.js';
import type { RegionResult, Timeline } from '../../src/copies/region-result.js';
import type { Stop, Stopped } from '../../src/copies/stop.js';
import type { VerdictCounts } from '../../src/copies/verdict.js';
import type { CopyOptions } from '../../src/plan/expand-copies.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import { packedSchema } from '../../src/payload/packed-list.js';
import type { WorkflowExecution } from '../../src/workflow-ids.js';
import type { GateState } from './capacity-gate.js';
import type { PaceState } from './request-pace.js';
import type { SurveyMarks } from './survey-trust.js';

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
  /** Whether the service showed a source's path without a trailing slash, so that it adds none. Default: not known. */
  readonly keepsPaths?: true;
  /** When the run started. */
  readonly startedAt: number;
  readonly copyTaskQueue: string;
  readonly records: PackedRecords;
  /** The number of history events after which this workflow continues as new. Default and maximum: 8,000. */
  readonly continueAfterEvents?: number;
  /** Controls that the run received before this workflow started, in their order. Default: none. */
  readonly controls?: readonly RegionControl[];
  /** The region's earlier workflow in the same run, whose copies this one continues instead of `records`. */
  readonly again?: WorkflowExecution;
  /** The latest execution of the region's workflow id before this one: what it left is remembered. */
  readonly previous?: WorkflowExecution;
  /** The `verdictDigest` that the survey must find; with any other, nothing is requested. */
  readonly expectVerdicts?: string;
  /** A preview of which only the digest is needed. */
  readonly digestOnly?: boolean;
  /** A preview: the region is surveyed, and nothing is requested, deleted or watched. */
  readonly dryRun?: true;
  /** What an earlier history of this workflow hands over. */
  readonly carried?: Carried;
}

const name = z.string().min(1).max(200);
/** ms. */
const time = z.number().min(0);

/** What every version's input has. A run passes it, so the rest is not checked again. */
export const regionInputSchema = z.object({
  plan: name,
  sourceRegion: name,
  region: name,
  /** 0 in a preview. */
  maxInFlight: z.int().min(0),
  copy: z.looseObject({}),
  policy: z.object({
    capacity: z.object({ firstRetry: time, maxRetry: time, giveUpAfter: time }),
    ready: z.object({ pollEvery: time, giveUpAfter: time, absentAfter: time }),
    failedCopy: z.object({ attempts: z.int().min(1) }),
  }),
  sourceGiveUpAfter: time,
  startedAt: time,
  copyTaskQueue: name,
  records: packedSchema,
});

/** What is carried over continue-as-new besides the records: a retry's own clock starts again, ours must not. */
export interface Carried extends SurveyMarks {
  readonly gate: GateState;
  readonly pace?: PaceState;
  readonly stop?: Stop;
  readonly signalsSent: number;
  readonly maxInFlight?: number;
  readonly paused?: { readonly since: number; readonly reason: string };
  readonly skips?: readonly Skip[];
  readonly timeline?: Timeline;
  /** See {@link RegionResult}. */
  readonly remembered?: RegionMemory;
}

/** The result of a region's preview: its records as the survey left them, and a summary of them. */
export interface RegionPreviewResult extends RegionResult {
  readonly usage: RegionUsage;
  readonly verdictDigest: string;
  readonly verdicts: VerdictCounts;
  /** Why the region could not be surveyed. */
  readonly stop?: Stopped;
}
