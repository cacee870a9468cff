import type { Call } from '../src/simulator/ledger.js';
import { timeOf } from '../test/support/histories.js';
import { FIRST_RETRY, FULL_REGION, MAX_RETRY, type RunThroughOutage, runThroughOutage } from './capacity-day-run.js';

const OTHER_REGION = 'cn-shanghai';
const HOUR = 3_600_000;

export interface CapacityDayOptions {
  /** The program whose clock skips ahead: what `scripts/obtain.ts` prints as `testServer`. */
  readonly testServerPath: string;
  /** Default 1,000. */
  readonly copies?: number;
  /** `policy.maxInFlight`; default 100. */
  readonly window?: number;
  /** Default 24; at least 2. */
  readonly outageHours?: number;
  /** Runs the other region by itself too; default false. */
  readonly alone?: boolean;
}

/** What a region costs that is out of quota while its copies wait. Times are of the skipped clock. */
export interface CapacityDay {
  readonly copies: number;
  readonly window: number;
  readonly outageHours: number;
  readonly maxRetryMs: number;
  /** CopyDataCache calls to the full region that bought nothing. */
  readonly calls: number;
  /** The most of them by the design: outage ÷ maxRetry + window + 20. */
  readonly bound: number;
  /** Looks at a copy's place before it is asked for late, until the quota lifts. */
  readonly looks: number;
  /** Of the full region's workflow, until the quota lifts, and those of them after the probe was first refused. */
  readonly historyEvents: number;
  readonly eventsWhileWaiting: number;
  /** How many histories that workflow had in all, by continue-as-new. */
  readonly histories: number;
  /** From the lift until the probe is accepted. */
  readonly noticedAfterMs: number;
  /** From then until a window of copies is under way. */
  readonly fullAfterMs: number;
  /** Another region of the same plan, and what it costs in a plan of its own, if that was asked for. */
  readonly other: OtherRegion;
  readonly otherAlone?: OtherRegion;
  /** Copies bought, and bought twice. */
  readonly billed: number;
  readonly duplicates: number;
}

export interface OtherRegion {
  readonly copyCalls: number;
  readonly describeCalls: number;
  readonly historyEvents: number;
  readonly makespanMs: number;
}

/** Lets copies wait for one region's quota for a simulated day, and tells what that cost this region and another. */
export async function capacityDay(options: CapacityDayOptions): Promise<CapacityDay> {
  const { testServerPath, copies = 1000, window = 100, outageHours = 24, alone = false } = options;
  const outage = { testServerPath, copies, window, outageHours };
  const run = await runThroughOutage(outage, [FULL_REGION, OTHER_REGION]);
  const { liftsAt, ledger } = run;

  const calls = run.calls.filter(({ region }) => region === FULL_REGION);
  const asked = calls.filter(({ action }) => action === 'CopyDataCache');
  const refused = asked.filter(({ code }) => code !== undefined);
  const accepted = asked.filter(({ code }) => code === undefined);
  // Those of the first window have their answers before the probe asks.
  const probed = refused.filter(({ at }) => at >= timeOfCall(refused, 0) + FIRST_RETRY);
  const noticedAt = timeOfCall(accepted, 0);
  const histories = run.histories[FULL_REGION] ?? [];
  const untilLift = histories.flat().filter((event) => timeOf(event) < liftsAt);
  return {
    copies,
    window,
    outageHours,
    maxRetryMs: MAX_RETRY,
    calls: refused.length,
    bound: (outageHours * HOUR) / MAX_RETRY + window + 20,
    looks: calls.filter(({ action, at }) => action === 'DescribeDataCaches' && at < liftsAt).length,
    historyEvents: untilLift.length,
    eventsWhileWaiting: untilLift.filter((event) => timeOf(event) > timeOfCall(probed, 0)).length,
    histories: histories.length,
    noticedAfterMs: noticedAt - liftsAt,
    fullAfterMs: timeOfCall(accepted, window - 1) - noticedAt,
    other: otherRegion(run),
    ...(alone ? { otherAlone: otherRegion(await runThroughOutage(outage, [OTHER_REGION])) } : {}),
    billed: ledger.billed.length,
    duplicates: ledger.duplicates.length,
  };
}

function timeOfCall(calls: readonly Call[], index: number): number {
  const call = calls[index];
  if (call === undefined) throw new Error(`only ${calls.length} of the ${index + 1} calls were made`);
  return call.at;
}

function otherRegion({ calls, histories }: RunThroughOutage): OtherRegion {
  const own = calls.filter(({ region }) => region === OTHER_REGION);
  const events = (histories[OTHER_REGION] ?? []).flat();
  const [first, last] = [events[0], events.at(-1)];
  return {
    copyCalls: own.filter(({ action }) => action === 'CopyDataCache').length,
    describeCalls: own.filter(({ action }) => action === 'DescribeDataCaches').length,
    historyEvents: events.length,
    makespanMs: first === undefined || last === undefined ? 0 : timeOf(last) - timeOf(first),
  };
}
