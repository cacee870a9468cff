import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Call, Ledger } from '../../src/simulator/ledger.js';
import { historiesOf, type HistoryEvent, timeOf } from '../../test/support/histories.js';
import { openReplicator } from '../../test/support/replicator.js';
import { planOf, sourceCaches } from '../../test/support/sources.js';

const FULL_REGION = 'cn-beijing';
const OTHER_REGION = 'cn-shanghai';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FIRST_RETRY = 30_000;
const MAX_RETRY = 10 * MINUTE;

export interface CapacityDayOptions {
  /** The time-skipping server. `scripts/obtain.ts` prints its path as `testServer`. */
  readonly testServerPath: string;
  /** Default 1,000. */
  readonly copies?: number;
  /** `policy.maxInFlight`. Default 100. */
  readonly window?: number;
  /** At least 2. Default 24. */
  readonly outageHours?: number;
  /** Also runs the other region in a plan of its own. Default false. */
  readonly alone?: boolean;
}

/** What it costs when copies wait for a region without quota. Times are of the skipped clock. */
export interface CapacityDay {
  readonly copies: number;
  readonly window: number;
  readonly outageHours: number;
  readonly maxRetryMs: number;
  /** CopyDataCache calls to the full region that bought nothing. */
  readonly calls: number;
  /** The design's limit for `calls`: outage ÷ maxRetry + window + 20. */
  readonly bound: number;
  /** Lookups of a copy's bucket and path before a late request, until the quota lifts. */
  readonly lookups: number;
  /** History events of the full region's workflow until the quota lifts. */
  readonly historyEvents: number;
  /** Those of them after the probe was first refused. */
  readonly eventsWhileWaiting: number;
  /** The number of that workflow's histories: it continues as new. */
  readonly histories: number;
  /** From the lift until the probe is accepted. */
  readonly noticedAfterMs: number;
  /** From then until the whole window of copies is under way. */
  readonly fullAfterMs: number;
  /** Another region of the same plan. */
  readonly other: OtherRegion;
  /** The same region in a plan of its own, with the option `alone`. */
  readonly otherAlone?: OtherRegion;
  readonly billed: number;
  /** Copies bought twice. */
  readonly duplicates: number;
}

interface OtherRegion {
  readonly copyCalls: number;
  readonly describeCalls: number;
  readonly historyEvents: number;
  readonly makespanMs: number;
}

/** Lets copies wait for one region's quota for a simulated day, and measures the cost for that region and another. */
export async function capacityDay(options: CapacityDayOptions): Promise<CapacityDay> {
  const { testServerPath, copies = 1000, window = 100, outageHours = 24, alone = false } = options;
  const outage = { testServerPath, copies, window, outageHours };
  const run = await runThroughOutage(outage, [FULL_REGION, OTHER_REGION]);
  const { liftsAt, ledger } = run;

  const calls = run.calls.filter(({ region }) => region === FULL_REGION);
  const requests = calls.filter(({ action }) => action === 'CopyDataCache');
  const refused = requests.filter(({ code }) => code !== undefined);
  const accepted = requests.filter(({ code }) => code === undefined);
  // The copies of the first window are refused before the probe makes its first call.
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
    lookups: calls.filter(({ action, at }) => action === 'DescribeDataCaches' && at < liftsAt).length,
    historyEvents: untilLift.length,
    eventsWhileWaiting: untilLift.filter((event) => timeOf(event) > timeOfCall(probed, 0)).length,
    histories: histories.length,
    noticedAfterMs: noticedAt - liftsAt,
    fullAfterMs: timeOfCall(accepted, window - 1) - noticedAt,
    other: otherRegion(run),
    ...(alone && { otherAlone: otherRegion(await runThroughOutage(outage, [OTHER_REGION])) }),
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

interface Outage {
  readonly testServerPath: string;
  readonly copies: number;
  readonly window: number;
  readonly outageHours: number;
}

/** The traces of a run. Times are epoch ms of the skipped clock. */
interface RunThroughOutage {
  readonly calls: readonly Call[];
  readonly ledger: Ledger;
  /** The histories of each region's workflow, by region. */
  readonly histories: Readonly<Record<string, readonly (readonly HistoryEvent[])[]>>;
  readonly liftsAt: number;
}

/** Runs a plan with those regions to its end on a time-skipping server, while one region has no quota. */
async function runThroughOutage(outage: Outage, regions: readonly string[]): Promise<RunThroughOutage> {
  const { testServerPath, copies, window, outageHours } = outage;
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: testServerPath } },
  });
  try {
    const scenario = {
      sources: sourceCaches(copies),
      copyTime: '5s',
      regions: { [FULL_REGION]: { quotaLiftsAfter: `${outageHours}h` } },
    };
    const startedAt = await env.currentTimeMs();
    const replicator = await openReplicator({ address: env.address, scenario, clock: () => env.currentTimeMs() });
    try {
      const policy = {
        maxInFlight: window,
        capacity: {
          firstRetry: `${FIRST_RETRY / 1000}s`,
          maxRetry: `${MAX_RETRY / MINUTE}m`,
          giveUpAfter: `${2 * outageHours}h`,
        },
        ready: {},
      };
      const plan = planOf({ name: 'day', caches: copies, regions, policy });
      const { taskQueue, simulator } = replicator;
      await env.client.workflow.execute('replicate', {
        taskQueue,
        workflowId: 'replicate-day',
        args: [{ plan }],
      });
      const histories: Record<string, HistoryEvent[][]> = {};
      for (const region of regions) histories[region] = await historiesOf(env.client, `replicate-day/${region}`);
      const liftsAt = startedAt + outageHours * HOUR;
      return { calls: simulator.calls(), ledger: simulator.ledger(), histories, liftsAt };
    } finally {
      await replicator.close();
    }
  } finally {
    await env.teardown();
  }
}
