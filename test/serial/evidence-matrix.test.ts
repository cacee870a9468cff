import { afterAll, describe, expect, it } from 'vitest';
import { fetchReport } from '../../src/client/fetch-report.js';
import type { Report } from '../../src/report/report.js';
import { stateOf, type StoredCache } from '../../src/simulator/stored-cache.js';
import { scenarioOf } from '../../src/simulator/scenario.js';
import { startSimulator } from '../../src/simulator/simulator.js';
import { copyTags } from '../../src/reconcile/copy-tags.js';
import type { PruneSummary } from '../../workflows/prune/prune-messages.js';
import { pairwise } from '../support/pairwise.js';
import { openReplicator } from '../support/replicator.js';
import { OTHER_GROUP, OWN_GROUP, readingOptions, type ReadingRow, scenarioOfRow } from '../support/readings.js';
import { temporalAddress } from '../support/shared-server.js';
import { oddlyNamedSources, planOf, SOURCE_REGION } from '../support/sources.js';
import { summaryOf } from '../support/summary-of.js';

const REGION = 'cn-beijing';
const CACHES = 4;
const RUNS = 3;
/** Of the rows, how many show enough for every copy to be made. */
const MOSTLY_SHOWN = 15;
/** Longer than a service remembers a token. */
const BETWEEN_RUNS = 61 * 60_000;

const rows = pairwise(readingOptions()).map((row, n) => ({ row, name: `matrix-${n}` }));

/** The answers of a row that differ from the simulator's default. */
function words(row: ReadingRow): string {
  const defaults: Readonly<Record<string, readonly unknown[]>> = readingOptions();
  return Object.entries(row)
    .flatMap(([question, answer]) => (defaults[question]?.[0] === answer ? [] : [`${question} ${answer}`]))
    .join(', ');
}

/** A copy of the first source that is due for renewal, and a cache of another team. */
function existing(plan: string) {
  const [source] = oddlyNamedSources(1);
  if (source?.id === undefined) throw new Error('the source has no id');
  const { bucket, path, name = '' } = source;
  const identity = { sourceRegion: SOURCE_REGION, source: source.id, region: REGION, bucket, path, generation: 0 };
  return [
    {
      region: REGION,
      bucket,
      path,
      name,
      tags: copyTags(identity, plan, {}),
      resourceGroupId: OWN_GROUP,
      expiresAfter: '20d',
    },
    { region: REGION, bucket: 'theirs', path: '/data', resourceGroupId: OTHER_GROUP },
  ];
}

async function open(row: ReadingRow, name: string) {
  let shift = 0;
  const base = { sources: oddlyNamedSources(CACHES), copyTime: '1s', existing: existing(name) };
  const scenario = scenarioOf(scenarioOfRow(row, base, [REGION]));
  const simulator = await startSimulator({ scenario, clock: () => Date.now() + shift });
  const replicator = await openReplicator({ address: temporalAddress(), simulator });
  const planned = planOf({
    name,
    caches: CACHES,
    regions: [REGION],
    copy: { retentionDays: 90, resourceGroupId: OWN_GROUP },
    policy: {
      ready: { pollEvery: '1s', absentAfter: '4s', giveUpAfter: '30s' },
      renewBefore: '40d',
      renew: 'extend',
    },
  });
  // Without `as`, each copy would be asked for at the place of its source as the service writes it.
  const caches = oddlyNamedSources(CACHES).map(({ id, bucket, path, name: as }) => ({
    id,
    as: { bucket, path, name: as },
  }));
  const plan = { ...planned, source: { ...planned.source, caches } };
  const now = () => simulator.world.moment(Date.now() + shift);
  return {
    ...replicator,
    plan,
    now,
    standing: () => simulator.world.list(REGION, now()),
    passTime: () => {
      shift += BETWEEN_RUNS;
    },
    close: async () => {
      await replicator.close();
      await simulator.close();
    },
  };
}

type World = Awaited<ReturnType<typeof open>>;

async function run({ client, taskQueue, plan }: World): Promise<Report> {
  const handle = await client.workflow.start('replicate', {
    taskQueue,
    workflowId: `replicate-${plan.name}`,
    args: [{ plan }],
  });
  await summaryOf(handle.result());
  const { report } = await fetchReport(client, { workflowId: handle.workflowId, runId: handle.firstExecutionRunId });
  return report;
}

const isOurs = ({ tags }: StoredCache) => tags.has('eci-replicator:plan');

/** The views in which the service shows the plan's own copies. */
const SHOWS_OWN: ReadonlySet<string> = new Set(['everything', 'withoutUsage', 'ownGroup', 'ownGroupAndItsUsage']);

/** The rows in which every copy was ready in the end: to buy nothing would be safe, but of no use. */
const complete: string[] = [];

afterAll(() => {
  expect(complete.length).toBeGreaterThanOrEqual(MOSTLY_SHOWN);
});

describe.concurrent('a plan that is run three times pays once and keeps what it has', () => {
  it.for(rows)('$name', { timeout: 240_000 }, async ({ row, name }, { onTestFinished }) => {
    const world = await open(row, name);
    onTestFinished(() => world.close());
    const { simulator, client, taskQueue, plan } = world;
    const reports: Report[] = [];
    for (let n = 0; n < RUNS; n += 1) {
      const report = await run(world);
      reports.push(report);
      const byId = new Map(world.standing().map((cache) => [cache.id, stateOf(cache, world.now()).status]));
      const falselyReady = report.copies.filter(
        ({ outcome, dataCacheId }) => outcome === 'ready' && byId.get(dataCacheId ?? '') !== 'Available',
      );
      expect(falselyReady, `${words(row)}: reported ready in run ${n + 1}`).toEqual([]);
      world.passTime();
    }
    const { billed, duplicates } = simulator.ledger();
    const text = `${words(row)}: ${billed.length} bills`;
    expect(duplicates, text).toEqual([]);

    // Every purchase after the first of a copy follows a generation whose end a run has seen. The first source has a copy
    // before the first run, which has to be seen where the service shows it.
    const ended = new Set(
      reports.flatMap(({ copies }) => copies.flatMap((copy) => copy.ended.map(({ dataCacheId }) => dataCacheId))),
    );
    const missing = SHOWS_OWN.has(row.view) ? CACHES - 1 : CACHES;
    expect(billed.length, text).toBeLessThanOrEqual(missing + ended.size);
    const known = new Set([...ended, ...reports.flatMap(({ copies }) => copies.map(({ dataCacheId }) => dataCacheId))]);
    expect(
      billed.filter(({ dataCacheId }) => !known.has(dataCacheId)),
      `${text}: lost`,
    ).toEqual([]);

    const before = world.standing().filter(isOurs);
    const ready = reports.at(-1)?.copies.filter(({ outcome }) => outcome === 'ready').length ?? 0;
    expect(before.length, `${text}: twins`).toBeLessThanOrEqual(Math.max(CACHES, billed.length - ended.size + 1));
    const prune: PruneSummary = await client.workflow.execute('prune', {
      taskQueue,
      workflowId: `prune-${name}`,
      args: [{ plan }],
    });
    expect(prune.candidates, `${text}: prune`).toBe(0);
    if (ready === CACHES) complete.push(name);
  });
});
