import { COPY_STATES, type CopyState } from '../../src/copies/copy-record.js';
import { countRecords } from '../../src/copies/counts.js';
import type { RegionProgress, RegionStatus } from '../messages.js';
import type { RegionState } from './region-state.js';

/** The region's progress, as it is signalled to the run. */
export function progressOf(state: RegionState): RegionProgress {
  return {
    region: state.region,
    phase: state.phase,
    counts: countRecords(state.records),
    ...waitOf(state),
  };
}

/** The answer to the `status` query. @param now epoch ms. */
export function statusOf(state: RegionState, now: number): RegionStatus {
  const states = Object.fromEntries(COPY_STATES.map((each) => [each, state.count(each)])) as Record<CopyState, number>;
  return { ...progressOf(state), asOf: new Date(now).toISOString(), states };
}

type WaitProgress = Pick<RegionProgress, 'waitingFor' | 'waitingKind' | 'waitingSince'>;

/** The most important reason why copies wait; empty while none does. */
function waitOf(state: RegionState): WaitProgress {
  const { stop, paused } = state;
  if (stop !== undefined) return { waitingKind: 'stopped', waitingFor: `stopped: ${stop.code}: ${stop.reason}` };
  if (paused !== undefined) {
    return { waitingKind: 'paused', waitingFor: `paused: ${paused.reason}`, waitingSince: isoTime(paused.since) };
  }
  const { closedSince, code, reason } = state.gate.state;
  if (closedSince !== undefined && hasWaiting(state)) {
    return { waitingKind: 'capacity', waitingFor: `capacity: ${code}: ${reason}`, waitingSince: isoTime(closedSince) };
  }
  const sources = state.count('awaitingSource');
  if (sources === 0) return {};
  return { waitingKind: 'source', waitingFor: sourceText(sources) };
}

function sourceText(copies: number): string {
  return copies === 1
    ? '1 copy waits until its source is Available'
    : `${copies} copies wait until their source is Available`;
}

/** Once every copy that waited for capacity was skipped or has failed, a full region keeps no copy waiting. */
function hasWaiting(state: RegionState): boolean {
  return state.count('planned') + state.count('requesting') > 0;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
