import type { LedgerEntry } from '../../src/simulator/ledger.js';
import { benchPlan, startReplicatorWorker } from '../contenders/eci-replicator.js';
import type { StartTemporal } from '../stand/temporal.js';
import { openStand, type Stand } from '../stand/stand.js';
import { copiesOf, regionsOf, SOURCE_REGION, sourceCache, type Workload } from '../stand/workload.js';
import { spreadOf } from './spread.js';

/** How long a deploy of a few copies takes, alone and while a bulk run uses the same workers, queue and rate limit. */
export interface DeployAlongsideBulk {
  /** Whether the server distributes tasks fairly between plans. */
  readonly fair: boolean;
  readonly copiesPerSecond: number;
  /** Seconds, for each round. */
  readonly alone: readonly number[];
  /** Seconds, for each round. */
  readonly alongside: readonly number[];
  /** Median alongside ÷ median alone. */
  readonly ratio: number;
  /** The bulk run's copies accepted between the deploy's start and its last accepted copy, for each round. */
  readonly bulkMeanwhile: readonly number[];
}

export interface DeployAlongsideBulkOptions {
  readonly fair: boolean;
  readonly copiesPerSecond: number;
  readonly rounds: number;
}

const COPY_TIME_MS = 20_000;
/** The bulk run. It must outlast every deploy alongside it. */
const BULK: Workload = { caches: 100, regions: 20, window: 100, copyTime: COPY_TIME_MS, pollEvery: 1_000 };
const DEPLOY: Workload = { ...BULK, caches: 1 };
const SETTLED_MS = 10_000;

export async function deployAlongsideBulk(
  startTemporal: StartTemporal,
  options: DeployAlongsideBulkOptions,
): Promise<DeployAlongsideBulk> {
  const { fair, copiesPerSecond, rounds } = options;
  const sources = BULK.caches + 2 * rounds;
  const stand = await openStand(
    startTemporal,
    { ...BULK, caches: sources },
    fair ? { 'matching.enableFairness': true } : {},
  );
  const worker = await startReplicatorWorker(stand, copiesPerSecond);
  try {
    const alone = await repeat(rounds, (round) => deploy(stand, BULK.caches + round));
    const workflowId = 'replicate-bulk';
    const bulk = await stand.temporal.client.workflow.start('replicate', {
      workflowId,
      taskQueue: 'eci-replicator',
      args: [{ plan: benchPlan(BULK, 'bulk') }],
    });
    await untilAccepted(stand, copiesOf(DEPLOY) * rounds + 1);
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    const alongside = await repeat(rounds, (round) => deploy(stand, BULK.caches + rounds + round));
    const { status } = await bulk.describe();
    if (status.name !== 'RUNNING') throw new Error(`the bulk run was ${status.name} before the last deploy ended`);
    return {
      fair,
      copiesPerSecond,
      alone: alone.map(({ seconds }) => seconds),
      alongside: alongside.map(({ seconds }) => seconds),
      ratio:
        spreadOf(alongside.map(({ seconds }) => seconds)).median / spreadOf(alone.map(({ seconds }) => seconds)).median,
      bulkMeanwhile: alongside.map(({ others }) => others),
    };
  } finally {
    await worker.stop();
    await stand.stop();
  }
}

/** Copies one source cache to every region, with a plan of its own. */
async function deploy({ temporal, simulator }: Stand, source: number) {
  const name = `deploy-${source}`;
  const { id } = sourceCache(source);
  const plan = { ...benchPlan(DEPLOY, name), source: { region: SOURCE_REGION, caches: [{ id }] } };
  const before = (await simulator.ledger()).billed.length;
  const startedAt = performance.now();
  await temporal.client.workflow.execute('replicate', {
    workflowId: `replicate-${name}`,
    taskQueue: 'eci-replicator',
    args: [{ plan }],
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const since = (await simulator.ledger()).billed.slice(before);
  const isOurs = (entry: LedgerEntry) => entry.source === id;
  const ours = since.filter(isOurs).length;
  if (ours !== regionsOf(DEPLOY).length) throw new Error(`${ours} copies of ${name} were accepted`);
  return { seconds, others: since.slice(0, since.findLastIndex(isOurs)).length - ours + 1 };
}

async function untilAccepted({ simulator }: Stand, count: number): Promise<void> {
  while ((await simulator.ledger()).billed.length < count) await new Promise((resolve) => setTimeout(resolve, 100));
}

async function repeat<T>(times: number, work: (round: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < times; round += 1) results.push(await work(round));
  return results;
}
