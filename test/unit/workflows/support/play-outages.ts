import { probeDelay } from '../../../../activities/copy-data-cache.js';
import type { CopyRecord } from '../../../../src/copies/copy-record.js';
import { CapacityGate } from '../../../../workflows/region/capacity-gate.js';
import { RegionState } from '../../../../workflows/region/region-state.js';
import { record } from '../../report/support/sample-report.js';

/** A round of answers takes so long, ms. */
export const ROUND = 1_000;

/** From `at` on a region has so many places, however many it had before. */
export interface RoomChange {
  readonly at: number;
  readonly places: number;
}

export interface Waiting {
  /** In order of time; none before the first. The last one must have places for all. */
  readonly room: readonly RoomChange[];
  readonly firstRetry: number;
  readonly maxRetry: number;
  readonly window: number;
  readonly waiting: number;
  /** After each of so many refusals of the probe its workflow continues as new, and the probe begins anew. Default: never. */
  readonly handOnEvery?: number;
}

/** From a refusal until the probe was accepted. */
export interface Outage {
  readonly since: number;
  readonly until: number;
  /** Copies that were refused before one of them became the probe. */
  readonly held: number;
  /** Refusals of the probe. */
  readonly probes: number;
  /** Copies that the region had accepted since the former outage ended. */
  readonly acceptedBefore: number;
}

/** Plays the calls to a region whose room comes and goes, until all its copies are ready: the outages that they met. */
export function playOutages(rules: Waiting): Outage[] {
  const { waiting, window, firstRetry } = rules;
  const records = Array.from({ length: waiting }, (_, n) => record({ source: `edc-${n}` }));
  const state = new RegionState('cn-beijing', records, window, CapacityGate.open(0).state);
  const takes = placesOf(rules.room);
  const outages: Outage[] = [];
  let [now, accepted, held] = [0, 0, 0];
  const accept = (copy: CopyRecord, asProbe: boolean) => {
    accepted += 1;
    state.accepted(now, asProbe);
    state.move(copy, 'copying');
  };

  while (!state.settled) {
    const since = state.gate.state.closedSince;
    const asked = ask(state);
    if (since === undefined) {
      for (const copy of asked) {
        if (takes(now)) accept(copy, false);
        else {
          held += 1;
          state.hold(copy, now, 'QuotaExceeded', 'full');
        }
      }
    } else {
      // As the copyDataCache activity does: it waits for `firstRetry` once, then asks and waits by `probeDelay`.
      now = Math.max(now, since + firstRetry);
      let probes = 0;
      for (; !takes(now); probes += 1) now = nextProbe(rules, since, now, probes);
      outages.push({ since, until: now, held, probes, acceptedBefore: accepted });
      [accepted, held] = [0, 0];
      for (const copy of asked) accept(copy, true);
    }
    for (const copy of state.in('copying')) state.move(copy, 'ready');
    now += ROUND;
  }
  return outages;
}

/** All copies that the window and the gate admit. */
export function ask(state: RegionState): CopyRecord[] {
  const asked: CopyRecord[] = [];
  for (let next = state.next(); next !== undefined; next = state.next()) {
    state.move(next, 'requesting');
    asked.push(next);
  }
  if (asked.length === 0) throw new Error('copies wait, and none may ask');
  return asked;
}

function nextProbe(
  { firstRetry, maxRetry, handOnEvery = Infinity }: Waiting,
  closedSince: number,
  now: number,
  probes: number,
) {
  // A new activity for the same copy asks at once: the wait of the one before it is lost.
  if ((probes + 1) % handOnEvery === 0) return now;
  return now + probeDelay({ closedSince, firstRetry, maxRetry, giveUpAt: Infinity }, now);
}

/** Takes a place at a time, if there is one. */
function placesOf(room: readonly RoomChange[]): (now: number) => boolean {
  const changes = [...room];
  let places = 0;
  return (now) => {
    for (let next = changes[0]; next !== undefined && next.at <= now; next = changes[0]) {
      places = next.places;
      changes.shift();
    }
    if (places === 0) return false;
    places -= 1;
    return true;
  };
}
