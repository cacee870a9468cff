import { eciReplicator } from '../contenders/eci-replicator.js';
import { childPerCopy, plainScript } from '../contenders/peers.js';
import * as columns from '../figures/columns.js';
import { copiesOf, lowerBound, type Workload } from '../stand/workload.js';
import { compared, measureInRounds, roundsText } from './rounds.js';
import type { Section, Setting } from './section.js';

/** DescribeDataCaches accepts at most this many ids. */
const IDS_PER_CALL = 20;

/** Copies that take time, as real ones do: the cost of waiting for them, and the time lost over always full windows. */
export async function waiting(setting: Setting): Promise<Section> {
  const { quick } = setting;
  const pollEvery = 1_000;
  const workload: Workload = {
    caches: quick ? 100 : 1_000,
    regions: 1,
    window: 100,
    pollEvery,
    copyTime: 6 * pollEvery,
  };
  const rounds = quick ? 1 : 2;
  const contenders = [eciReplicator, childPerCopy, plainScript];
  const measured = await measureInRounds(setting, contenders, workload, rounds);
  const shown = [
    columns.seconds,
    columns.overBound,
    columns.eventsPerCopy,
    columns.actionsPerCopy,
    columns.copyCalls,
    columns.describeCalls,
    columns.cpuPerCopy,
    columns.peakMemory,
    columns.largestPayload,
  ];
  const ours = measured.get(eciReplicator);
  const fullPolls = (copiesOf(workload) * (workload.copyTime / pollEvery)) / IDS_PER_CALL;
  return {
    title: 'Copies that take time',
    about:
      `${copiesOf(workload)} copies to one region, window ${workload.window}, copy time ${workload.copyTime / 1000} s, ` +
      `polled every ${pollEvery / 1000} s; no rate limit. Lower bound: ${lowerBound(workload) / 1000} s. ${roundsText(rounds, 'the child per copy and of the plain script')}`,
    ...compared(measured, shown),
    targets: [
      {
        what: 'history events per copy',
        measured: columns.median(ours, columns.eventsPerCopy),
        bound: { atMost: 3.7 },
      },
      { what: 'Actions per copy', measured: columns.median(ours, columns.actionsPerCopy), bound: { atMost: 1.15 } },
      {
        what: 'Describe calls',
        measured: columns.median(ours, columns.describeCalls),
        bound: { atMost: 1.2 * fullPolls },
      },
    ],
  };
}
