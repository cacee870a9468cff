import { eciReplicator } from '../contenders/eci-replicator.js';
import * as columns from '../figures/columns.js';
import { copiesOf, lowerBound, type Workload } from '../stand/workload.js';
import { compared, measureInRounds } from './rounds.js';
import type { Section, Setting } from './section.js';

/** The time lost over always full windows, with copies that take as long, compared with the orchestration, as real ones. */
export async function makespan(setting: Setting): Promise<Section> {
  const { quick } = setting;
  const pollEvery = quick ? 2_000 : 4_000;
  const workload: Workload = { caches: quick ? 100 : 200, regions: 1, window: 100, pollEvery, copyTime: 6 * pollEvery };
  const measured = await measureInRounds(setting, [eciReplicator], workload, 1);
  const shown = [columns.seconds, columns.overBound, columns.describeCalls];
  return {
    title: 'Makespan',
    about:
      `${copiesOf(workload)} copies to one region, window ${workload.window}, copy time ${workload.copyTime / 1000} s, ` +
      `polled every ${pollEvery / 1000} s. Lower bound: ${lowerBound(workload) / 1000} s. One round.`,
    ...compared(measured, shown),
    targets: [
      {
        what: 'makespan ÷ its lower bound',
        measured: columns.median(measured.get(eciReplicator), columns.overBound),
        bound: { atMost: 1.05 },
      },
    ],
  };
}
