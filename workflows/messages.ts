import type { UpdateDefinition } from '@temporalio/common';
import { defineQuery, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import { type ControlName, CONTROLS } from '../src/controls/control-usage.js';
import type { ControlInput } from '../src/controls/controls.js';
import { regionControlSchema } from '../src/controls/region-control.js';
import { COPY_STATES, type CopyRecord, type CopyState } from '../src/copies/copy-record.js';
import { type Counts, countsSchema } from '../src/copies/counts.js';
import type { PackedRecords } from '../src/copies/packed-records.js';
import type { RegionPreview } from '../src/copies/region-preview.js';
import type { Timeline } from '../src/copies/region-result.js';
import type { RunOutcome } from '../src/copies/run-outcome.js';
import { type Stopped, stopSchema } from '../src/copies/stop.js';
import { cutText } from '../src/payload/cut-text.js';
import { checkedQuery, checkedSignal } from './checked-messages.js';

// Queries

/** The current state of the run, or of one region of it. */
export const statusQuery = defineQuery<RunStatus | RegionStatus>('status');
/** The queries and updates that the workflow accepts, with examples to paste. */
export const helpQuery = defineQuery<string>('help');

export interface RunStatus {
  /** Every figure is at least as recent, ISO 8601: a region under way reports from time to time, see {@link RegionLine}. */
  readonly asOf: string;
  readonly plan: string;
  readonly planDigest: string;
  readonly outcome: RunOutcome;
  readonly counts: Counts;
  readonly regions: readonly RegionLine[];
  /** What the run itself waits for, before its regions start. */
  readonly waitingFor?: string;
  /** Nothing is requested until the run is resumed. */
  readonly paused?: Paused;
  /** The wave that waits for approval. */
  readonly approval?: AwaitedApproval;
  /** What the plan's selections matched. Absent if it has none, and until they are resolved. */
  readonly selected?: readonly SelectedCaches[];
  /** Sources that the service does not show in their region, at most 20. Absent if there are none, and until they are looked up. */
  readonly notShown?: readonly string[];
  /** A dry run copies nothing, and its counts mean nothing. */
  readonly preview?: true;
}

export interface Paused {
  /** ISO 8601. */
  readonly since: string;
  readonly by?: string;
  readonly reason?: string;
}

export interface AwaitedApproval {
  /** From 1. */
  readonly wave: number;
  readonly regions: readonly string[];
  /** ISO 8601. */
  readonly since: string;
  /** When its copies fail if it is not approved, ISO 8601. */
  readonly until: string;
}

/** How many source caches one selection of the plan matched. */
export interface SelectedCaches {
  /** Its index in the plan's `source.caches`, from 0. */
  readonly cache: number;
  readonly matched: number;
}

export interface RegionStatus extends RegionProgress {
  readonly asOf: string;
  /** How many copies are in each state. */
  readonly states: Readonly<Record<CopyState, number>>;
}

/** One line of the run's status. */
export interface RegionLine extends RegionProgress {
  /** When its figures were true, ISO 8601. */
  readonly asOf: string;
  /** Whether the run fails without this region's copies. */
  readonly required: boolean;
}

/** What keeps the copies of a region waiting: a stop, a pause, missing capacity, or a source that is not Available. */
const WAITING_KINDS = ['stopped', 'paused', 'capacity', 'source'] as const;
/** The phases in which a region's workflow runs its loops; the run itself knows when one starts and ends. */
const PHASES_UNDER_WAY = ['surveying', 'copying'] as const;
export type RegionPhase = (typeof PHASES_UNDER_WAY)[number] | 'not started' | 'waiting for another run' | 'ended';

/** A page may not grow beyond what a payload holds. */
const MAX_PAGE = 2000;

const copiesFilter = z
  .object({
    /** Rows to skip. Default: 0. */
    offset: z.int().min(0).exactOptional(),
    /** Default: 100. */
    limit: z.int().min(1).max(MAX_PAGE).exactOptional(),
    states: z.array(z.enum(COPY_STATES)).max(COPY_STATES.length).readonly().exactOptional(),
    /** The copy of one source. */
    source: z.string().max(64).exactOptional(),
  })
  .readonly();

/** Which copies to answer with. */
export type CopiesFilter = z.infer<typeof copiesFilter>;

/** A region's copies, in the plan's order. For a run, see {@link RunCopies}. */
export const copiesQuery = checkedQuery<CopiesPage | RunCopies, CopiesFilter>('copies', copiesFilter);

export interface CopiesPage {
  /** Number of matching copies on all pages. */
  readonly total: number;
  readonly copies: PackedRecords;
  /** Absent in answers of earlier versions. */
  readonly timeline?: Timeline;
}

/** What a run itself knows about its copies: a workflow cannot query another. */
export interface RunCopies {
  /** Copies that are not ready, of regions that have ended; the run knows at most {@link MAX_NOT_READY}. */
  readonly notReady: { readonly total: number; readonly copies: readonly NotReady[] };
  /** For each region under way, the workflow to send the query to. */
  readonly askThere: Readonly<Record<string, string>>;
}

// Signals between a run and its regions

const progress = z
  .object({
    region: z.string().max(64),
    phase: z.enum(PHASES_UNDER_WAY),
    counts: countsSchema,
    /** Why copies wait, in words: the code and message of the service, or the reason that a person gave. */
    waitingFor: cutText.exactOptional(),
    /** The kind of wait that `waitingFor` describes; present whenever `waitingFor` is. */
    waitingKind: z.enum(WAITING_KINDS).exactOptional(),
    /** Since when, ISO 8601; absent where it is not known. */
    waitingSince: z.iso.datetime().exactOptional(),
  })
  .readonly();

/** The progress of one region, as of its last signal to the run. */
export type RegionProgress = Omit<z.infer<typeof progress>, 'phase'> & { readonly phase: RegionPhase };

/** Run to region: request no more copies. */
export const stopSignal = checkedSignal('stop', stopSchema);
/** Run to region: apply a control. */
export const controlSignal = checkedSignal('control', regionControlSchema);
/** Region to run: counts and what it waits for, when they change, at growing intervals. */
export const progressSignal = checkedSignal('progress', progress);
/** Region to run: the account was refused, so no other region can continue. */
export const accountErrorSignal = checkedSignal('accountError', stopSchema);

// Updates

/** The updates of a run, one per control. Each answers with a sentence that says what happens now. */
export const controlUpdates = Object.fromEntries(CONTROLS.map((name) => [name, defineUpdate(name)])) as {
  readonly [Name in ControlName]: UpdateDefinition<string, [ControlInput<Name> | undefined], Name>;
};

// Results

/** What a run returns, or fails with. It is small whatever the plan's size: the regions' results hold every copy. */
export interface RunSummary {
  readonly version: 1;
  readonly plan: string;
  readonly planDigest: string;
  readonly outcome: RunOutcome;
  readonly counts: Counts;
  readonly regions: readonly RegionSummary[];
  /** The first copies that are not ready: at most {@link MAX_NOT_READY}, and fewer if their paths are very long. */
  readonly notReady: readonly NotReady[];
}

export interface RegionSummary {
  readonly region: string;
  readonly required: boolean;
  readonly counts: Counts;
  /** Why a region that never started, or was lost, has no copies of its own to show. */
  readonly stop?: Stopped;
}

export interface NotReady extends Pick<CopyRecord, 'source' | 'bucket' | 'path' | 'state' | 'code' | 'reason' | 'id'> {
  readonly region: string;
}

export const MAX_NOT_READY = 500;

/** What a dry run returns. It is small whatever the plan's size: the regions' results hold every copy. */
export interface PreviewSummary {
  readonly version: 1;
  readonly plan: string;
  readonly planDigest: string;
  /** A hash of the plan and all verdicts: the value for `expectDigest`. */
  readonly previewDigest: string;
  /** What the plan's selections matched. Absent if it has none. */
  readonly selected?: readonly SelectedCaches[];
  /** In the plan's order. */
  readonly regions: readonly RegionPreview[];
}
