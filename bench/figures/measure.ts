import type { Contender } from '../contenders/contender.js';
import { openStand, type Stand } from '../stand/stand.js';
import type { StartTemporal } from '../stand/temporal.js';
import { copiesOf, lowerBound, SOURCE_REGION, type Workload } from '../stand/workload.js';
import { type HistoryFigures, readHistories } from './histories.js';

/** One run of one contender with one workload. */
export interface Measurement {
  readonly contender: string;
  readonly copies: number;
  /** Until the contender reports the end. */
  readonly seconds: number;
  /** Seconds ÷ lower bound. Absent for copies that take no time. */
  readonly overBound?: number;
  readonly copyCalls: number;
  /** In the target regions: polls and surveys. */
  readonly describeCalls: number;
  /** In the source region. */
  readonly sourceCalls: number;
  readonly peakMemoryMiB?: number;
  /** CPU seconds of the process that did the work. */
  readonly cpuSeconds?: number;
  /** The server's counts, by type. Absent without workflows. */
  readonly actions?: Readonly<Record<string, number>>;
  readonly history?: HistoryFigures;
  /** What the database grew by, bytes. Absent if it is in memory. */
  readonly databaseBytes?: number;
}

/**
 * Runs one contender with one workload against a new server and simulator.
 *
 * @throws Error when the contender did not copy the whole workload, because its figures then mean nothing.
 */
export async function measure(
  startTemporal: StartTemporal,
  contender: Contender,
  workload: Workload,
): Promise<Measurement> {
  const stand = await openStand(startTemporal, workload);
  try {
    return await measureOn(stand, contender, workload);
  } finally {
    await stand.stop();
  }
}

async function measureOn(stand: Stand, contender: Contender, workload: Workload): Promise<Measurement> {
  const { temporal, simulator } = stand;
  const attempt = await contender.prepare(stand, workload);
  try {
    const [before, used] = [await temporal.actions(), await attempt.usage()];
    const stored = await temporal.databaseBytes?.();
    const startedAt = performance.now();
    await attempt.work();
    const seconds = (performance.now() - startedAt) / 1000;
    const usage = await attempt.usage();
    const actions = difference(before, await temporal.actions());
    const storedAfter = await temporal.databaseBytes?.();

    const { calls, billed, duplicates } = await simulator.ledger();
    const copies = copiesOf(workload);
    const ready = await attempt.ready();
    if (ready !== copies || billed.length !== copies || duplicates.length > 0) {
      throw new Error(
        `${contender.name} made ${ready} of ${copies} copies; ${billed.length} were billed, ${duplicates.length} of them twice`,
      );
    }
    const describes = calls['DescribeDataCaches'] ?? {};
    const atSource = describes[SOURCE_REGION] ?? 0;
    const bound = lowerBound(workload) / 1000;
    const { workflowIds } = attempt;
    return {
      contender: contender.name,
      copies,
      seconds,
      ...(bound > 0 && { overBound: seconds / bound }),
      copyCalls: sum(calls['CopyDataCache']),
      describeCalls: sum(describes) - atSource,
      sourceCalls: atSource,
      ...(usage !== undefined &&
        used !== undefined && {
          peakMemoryMiB: usage.peakMemoryMiB,
          cpuSeconds: usage.cpuSeconds - used.cpuSeconds,
        }),
      ...(stored !== undefined && storedAfter !== undefined && { databaseBytes: storedAfter - stored }),
      ...(workflowIds.length > 0 && { actions, history: await readHistories(temporal.client, workflowIds) }),
    };
  } finally {
    await attempt.stop();
  }
}

function difference(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Record<string, number> {
  const grown = [...after].map(([type, count]) => [type, count - (before.get(type) ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0));
}

function sum(byRegion: Readonly<Record<string, number>> | undefined): number {
  return Object.values(byRegion ?? {}).reduce((total, count) => total + count, 0);
}
