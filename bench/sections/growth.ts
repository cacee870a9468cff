import type { Contender } from '../contenders/contender.js';
import { eciReplicator } from '../contenders/eci-replicator.js';
import { bareFanOut } from '../contenders/peers.js';
import * as columns from '../figures/columns.js';
import { measure, type Measurement } from '../figures/measure.js';
import type { Workload } from '../stand/workload.js';
import type { Section, Setting } from './section.js';

/** Numbers of source caches, each copied to twenty regions. */
const SIZES = [5, 50, 250, 1_000];
/** The sizes at which the bare fan-out is measured too. With all four the benchmark would exceed twenty minutes. */
const BARE_SIZES = [5, 50, 1_000];

/** How the cost per copy grows with the number of copies. */
export async function growth({ startTemporal, quick, say }: Setting): Promise<Section> {
  const measured: [Contender, Measurement][] = [];
  const pollEvery = quick ? 2_000 : 10_000;
  for (const caches of quick ? SIZES.slice(0, 2) : SIZES) {
    const workload: Workload = { caches, regions: 20, window: 100, pollEvery, copyTime: 0 };
    for (const contender of [eciReplicator, bareFanOut]) {
      if (contender === bareFanOut && !BARE_SIZES.includes(caches)) continue;
      const run = await measure(startTemporal, contender, workload);
      say(`  ${contender.name}: ${run.copies} copies in ${run.seconds.toFixed(1)} s`);
      measured.push([contender, run]);
    }
  }
  const shown = [
    columns.seconds,
    columns.copiesPerSecond,
    columns.eventsPerCopy,
    columns.actionsPerCopy,
    columns.cpuPerCopy,
    columns.peakMemory,
    columns.longestHistory,
    columns.largestPayload,
    columns.pending,
  ];
  const ours = measured.filter(([contender]) => contender === eciReplicator).map(([, run]) => [run]);
  const largest = ours.at(-1);
  const smaller = ours.slice(0, -1);
  const share = (column: columns.Column) =>
    columns.median(largest, column) / Math.min(...smaller.map((runs) => columns.median(runs, column)));
  const most = (column: columns.Column) => Math.max(...ours.map((runs) => columns.median(runs, column)));
  return {
    title: 'From 100 to 20,000 copies',
    about:
      '5, 50, 250 and 1,000 source caches to 20 regions each, window 100, copies that take no time, ' +
      `polled every ${pollEvery / 1000} s, no rate limit. One round.`,
    table: {
      head: ['', 'copies', ...shown.map(({ head }) => head)],
      rows: measured.map(([{ name }, run]) => [name, String(run.copies), ...columns.cellsOf([run], shown)]),
    },
    targets: [
      {
        what: 'events per copy, largest plan ÷ lowest of the smaller plans',
        measured: share(columns.eventsPerCopy),
        bound: { atMost: 1.1 },
      },
      {
        what: 'Actions per copy, largest plan ÷ lowest of the smaller plans',
        measured: share(columns.actionsPerCopy),
        bound: { atMost: 1.1 },
      },
      {
        what: 'peak memory, largest plan ÷ lowest of the smaller plans',
        measured: share(columns.peakMemory),
        bound: { atMost: 1.5 },
      },
      {
        what: 'largest payload, KiB',
        measured: most(columns.largestPayload),
        bound: { atMost: 512 },
      },
      {
        what: 'longest history, events',
        measured: most(columns.longestHistory),
        bound: { atMost: 10_000 },
      },
      {
        what: 'most pending activities of one workflow',
        measured: most(columns.pending),
        bound: { atMost: 500 },
      },
    ],
    figures: measured.map(([, run]) => run),
  };
}
