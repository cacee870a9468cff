import type { UpdateDefinition } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { type ControlInput, type ControlName, CONTROLS } from '../src/controls/controls.js';
import type { RegionControl } from '../src/controls/region-control.js';
import type { CopyRecord, CopyState } from '../src/copies/copy-record.js';
import type { Counts } from '../src/copies/counts.js';
import type { PackedRecords } from '../src/copies/packed-records.js';
import type { RegionPreview } from '../src/copies/region-preview.js';
import type { Timeline } from '../src/copies/region-result.js';
import type { RunOutcome } from '../src/copies/run-outcome.js';
import type { Stop, Stopped } from '../src/copies/stop.js';

// Queries

/** The current state of the run, or of one region of it. */
export const statusQuery = defineQuery<RunStatus | RegionStatus>('status');
/** A region's copies, in the plan's order. For a run, see {@link RunCopies}. */
export const copiesQuery = defineQuery<CopiesPage | RunCopies, [CopiesFilter?]>('copies');
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

/** The progress of one region, as of its last signal to the run. */
export interface RegionProgress {
  readonly region: string;
  readonly phase: RegionPhase;
  readonly counts: Counts;
  /** Why copies wait, in words: the code and message of the service, or the reason that a person gave. */
  readonly waitingFor?: string;
  /** The kind of wait that `waitingFor` describes; present whenever `waitingFor` is. */
  readonly waitingKind?: WaitingKind;
  /** Since when, ISO 8601; absent where it is not known. */
  readonly waitingSince?: string;
}

/** What keeps the copies of a region waiting: a stop, a pause, missing capacity, or a source that is not Available. */
export type WaitingKind = 'stopped' | 'paused' | 'capacity' | 'source';

export type RegionPhase = 'not started' | 'waiting for another run' | 'surveying' | 'copying' | 'ended';

export interface CopiesFilter {
  /** Rows to skip. Default: 0. */
  readonly offset?: number;
  /** 1–2,000. Default: 100. */
  readonly limit?: number;
  readonly states?: readonly CopyState[];
  /** The copy of one source. */
  readonly source?: string;
}

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

/** Run to region: request no more copies. */
export const stopSignal = defineSignal<[Stop]>('stop');
/** Run to region: apply a control. */
export const controlSignal = defineSignal<[RegionControl]>('control');
/** Region to run: counts and what it waits for, when they change, at growing intervals. */
export const progressSignal = defineSignal<[RegionProgress]>('progress');
/** Region to run: the account was refused, so no other region can continue. */
export const accountErrorSignal = defineSignal<[Stop]>('accountError');

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
