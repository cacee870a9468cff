import { eciReplicator } from '../contenders/eci-replicator.js';
import { bareFanOut, childPerCopy } from '../contenders/peers.js';
import * as columns from '../figures/columns.js';
import { copiesOf, type Workload } from '../stand/workload.js';
import { compared, measureInRounds, roundsText } from './rounds.js';
import type { Section, Setting } from './section.js';

/** The maximum speed: copies that take no time, without a rate limit. */
export async function throughput(setting: Setting): Promise<Section> {
  const { quick } = setting;
  const workload: Workload = { caches: quick ? 100 : 2_000, regions: 1, window: 500, pollEvery: 1_000, copyTime: 0 };
  const rounds = quick ? 1 : 3;
  const measured = await measureInRounds(setting, [eciReplicator, bareFanOut, childPerCopy], workload, rounds);
  const shown = [
    columns.seconds,
    columns.copiesPerSecond,
    columns.eventsPerCopy,
    columns.actionsPerCopy,
    columns.cpuPerCopy,
    columns.peakMemory,
    columns.longestHistory,
    columns.pending,
    columns.databasePerCopy,
  ];
  const rate = (contender: typeof bareFanOut) => columns.median(measured.get(contender), columns.copiesPerSecond);
  return {
    title: 'Copies that take no time',
    about: `${copiesOf(workload)} copies to one region, window ${workload.window}, no rate limit. ${roundsText(rounds, 'the child per copy')}`,
    ...compared(measured, shown),
    targets: [
      {
        what: 'copies per second ÷ those of the bare fan-out',
        measured: rate(eciReplicator) / rate(bareFanOut),
        bound: { atLeast: 0.7 },
      },
      {
        what: 'copies per second ÷ those of the child per copy',
        measured: rate(eciReplicator) / rate(childPerCopy),
        bound: { atLeast: 8 },
      },
    ],
  };
}
