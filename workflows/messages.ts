import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ControlInput } from '../src/controls/controls.js';
import type { Timeline } from '../src/copies/region-result.js';
import type { Stop } from '../src/copies/stop.js';
import type { RegionControl } from '../src/controls/region-control.js';
import type { CopyState } from '../src/copies/copy-record.js';
import type { Counts } from '../src/copies/counts.js';
import type { PackedRecords } from '../src/copies/packed-records.js';
import type { RunOutcome } from '../src/copies/run-outcome.js';
import type { NotReady } from './run/run-summary.js';

// Queries

/** The run, or one region of it, now. */
export const statusQuery = defineQuery<RunStatus | RegionStatus>('status');
/** A region's copies, in the plan's order; of a run, see {@link RunCopies}. */
export const copiesQuery = defineQuery<CopiesPage | RunCopies, [CopiesFilter?]>('copies');
/** What can be asked and sent, with examples to paste. */
export const helpQuery = defineQuery<string>('help');

export interface RunStatus {
  /** When the newest of these figures was true, ISO 8601: regions report at steps, not at every copy. */
  readonly asOf: string;
  readonly plan: string;
  readonly planDigest: string;
  readonly outcome: RunOutcome;
  readonly counts: Counts;
  readonly regions: readonly RegionLine[];
  /** What the run itself waits for, before its regions start. */
  readonly waitingFor?: string;
  /** Nothing is asked for until the run is resumed. */
  readonly paused?: Paused;
  /** The wave that waits for a person. */
  readonly approval?: AwaitedApproval;
  /** What the plan's selections matched; absent without any, and until they are resolved. */
  readonly selected?: readonly SelectedCaches[];
  /** A dry run: it copies nothing, and its counts say nothing. */
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
  /** When its copies fail for want of it, ISO 8601. */
  readonly until: string;
}

/** How many source caches one selection of the plan matched. */
export interface SelectedCaches {
  /** Its index among the plan's `source.caches`, from 0. */
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
  /** Rows to pass over; default 0. */
  readonly offset?: number;
  /** 1–2,000; default 100. */
  readonly limit?: number;
  readonly states?: readonly CopyState[];
  /** One source's copy. */
  readonly source?: string;
}

export interface CopiesPage {
  /** Copies that match, on all pages. */
  readonly total: number;
  readonly copies: PackedRecords;
  /** Absent in answers of earlier versions. */
  readonly timeline?: Timeline;
}

/** What a run itself knows of its copies: a workflow cannot ask another. */
export interface RunCopies {
  /** Of regions that have ended, what is not ready: at most 500 are known. */
  readonly notReady: { readonly total: number; readonly copies: readonly NotReady[] };
  /** Regions under way, by the workflow to send the query to. */
  readonly askThere: Readonly<Record<string, string>>;
}

// Signals between a run and its regions

/** Run to region: ask for no more copies. */
export const stopSignal = defineSignal<[Stop]>('stop');
/** Run to region: what a person wants of it. */
export const controlSignal = defineSignal<[RegionControl]>('control');
/** Region to run: counts, at most 50 times a region. */
export const progressSignal = defineSignal<[RegionProgress]>('progress');
/** Region to run: the account itself was refused, so no other region can go on. */
export const accountErrorSignal = defineSignal<[Stop]>('accountError');

// Updates: each answers with a sentence that says what comes of it

/** Ask for nothing until resumed. */
export const pauseUpdate = defineUpdate<string, [ControlInput | undefined]>('pause');
/** End a pause. */
export const resumeUpdate = defineUpdate<string, [ControlInput | undefined]>('resume');
/** Look at copies that failed or conflict anew, and ask for them again. */
export const retryFailedUpdate = defineUpdate<string, [ControlInput | undefined]>('retryFailed');
/** Leave copies out that are not ready. */
export const skipUpdate = defineUpdate<string, [ControlInput | undefined]>('skip');
/** Change how many copies may be under way in a region. */
export const setMaxInFlightUpdate = defineUpdate<string, [ControlInput | undefined]>('setMaxInFlight');
/** Let a wave begin. */
export const approveWaveUpdate = defineUpdate<string, [ControlInput | undefined]>('approveWave');
/** Sent before a cancellation: the copies that this run requested are deleted when it is cancelled. */
export const deleteOnCancelUpdate = defineUpdate<string, [ControlInput | undefined]>('deleteOnCancel');
