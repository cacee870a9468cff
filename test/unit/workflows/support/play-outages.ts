import { probeDelay } from '../../../../activities/copy-refusal.js';
import type { RegionState, RequestUnderWay } from '../../../../workflows/region/region-state.js';
import { ACCEPTED, answer, FULL, regionOf, request } from './sample-region.js';

/** How long a round of answers takes, ms. */
export const ROUND = 1_000;

/** From `at` on, the region has this many places, however many it had before. */
export interface RoomChange {
  readonly at: number;
  readonly places: number;
}

export interface Waiting {
  /** In order of time; there are no places before the first. The last must have places for all copies. */
  readonly room: readonly RoomChange[];
  readonly firstRetry: number;
  readonly maxRetry: number;
  readonly window: number;
  readonly waiting: number;
  /** After this many refusals of the probe the workflow continues as new, and the probe starts again. Default: never. */
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

/** Plays the calls to a region whose capacity comes and goes, until all copies are ready. Returns the outages on the way. */
export function playOutages(rules: Waiting): Outage[] {
  const { waiting, window, firstRetry } = rules;
  const state = regionOf(
    Array.from({ length: waiting }, () => ({})),
    window,
  );
  const takes = placesOf(rules.room);
  const outages: Outage[] = [];
  let [now, accepted, held] = [0, 0, 0];
  const accept = (asked: RequestUnderWay) => {
    accepted += 1;
    const id = `${asked.record.source}-copy`;
    answer(state, asked, { ...ACCEPTED, id }, now);
    ready.push(id);
  };
  const ready: string[] = [];

  while (!state.copies.isSettled) {
    const since = state.holds.capacity.state.closedSince;
    const asked = ask(state);
    if (since === undefined) {
      for (const copy of asked) {
        if (takes(now)) accept(copy);
        else {
          held += 1;
          answer(state, copy, FULL, now);
        }
      }
    } else {
      // As the copyDataCache activity does: it waits for `firstRetry` once, then asks and waits by `probeDelay`.
      now = Math.max(now, since + firstRetry);
      let probes = 0;
      for (; !takes(now); probes += 1) now = nextProbe(rules, since, now, probes);
      outages.push({ since, until: now, held, probes, acceptedBefore: accepted });
      [accepted, held] = [0, 0];
      for (const copy of asked) accept(copy);
    }
    for (const id of ready.splice(0)) state.copyChanged({ id, kind: 'available' }, now);
    now += ROUND;
  }
  return outages;
}

/** Requests all copies that the window and the gate admit. */
export function ask(state: RegionState): RequestUnderWay[] {
  const asked: RequestUnderWay[] = [];
  for (let next = state.next(); next !== undefined; next = state.next()) asked.push(request(state, next));
  if (asked.length === 0) throw new Error('copies wait, and none may be requested');
  return asked;
}

function nextProbe(
  { firstRetry, maxRetry, handOnEvery = Infinity }: Waiting,
  closedSince: number,
  now: number,
  probes: number,
) {
  // A new activity for the same copy asks immediately: the wait of the one before it is lost.
  if ((probes + 1) % handOnEvery === 0) return now;
  return now + probeDelay({ closedSince, firstRetry, maxRetry, giveUpAt: Infinity }, now);
}

/** Takes one place at a time, if there is one. */
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
