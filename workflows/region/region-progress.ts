import { COPY_STATES, type CopyState } from '../../src/copies/copy-record.js';
import { countRecords } from '../../src/copies/counts.js';
import type { RegionProgress, RegionStatus } from '../messages.js';
import type { RegionState } from './region-state.js';

/** How a region that is paused says so. */
export const PAUSED = 'paused: ';

/** What a region tells its run. */
export function progressOf(state: RegionState): RegionProgress {
  const waiting = waitingFor(state);
  const since = waitingSince(state);
  return {
    region: state.region,
    phase: state.phase,
    counts: countRecords(state.records),
    ...(waiting === undefined ? {} : { waitingFor: waiting }),
    ...(since === undefined ? {} : { waitingSince: new Date(since).toISOString() }),
  };
}

/** What a region answers to whoever asks it. @param now epoch ms. */
export function statusOf(state: RegionState, now: number): RegionStatus {
  const states = Object.fromEntries(COPY_STATES.map((each) => [each, state.count(each)])) as Record<CopyState, number>;
  return { ...progressOf(state), asOf: new Date(now).toISOString(), states };
}

function waitingFor(state: RegionState): string | undefined {
  const { stop, paused, gate } = state;
  if (stop !== undefined) return `stopped: ${stop.code}: ${stop.reason}`;
  if (paused !== undefined) return `${PAUSED}${paused.reason}`;
  if (waitsForCapacity(state)) return `capacity: ${gate.state.code}: ${gate.state.reason}`;
  const sources = state.count('awaitingSource');
  if (sources > 0) return `${sources} copies wait until their source is Available`;
  return undefined;
}

function waitingSince(state: RegionState): number | undefined {
  if (state.stop !== undefined) return undefined;
  return state.paused?.since ?? (waitsForCapacity(state) ? state.gate.state.closedSince : undefined);
}

/** A full region keeps nobody waiting once all that waited there was left out, or refused for good. */
function waitsForCapacity(state: RegionState): boolean {
  return state.gate.closed && state.count('planned') + state.count('requesting') > 0;
}
