import type { Contender } from '../contenders/contender.js';
import { childPerCopy, plainScript } from '../contenders/peers.js';
import { cellsOf, type Column } from '../figures/columns.js';
import { measure, type Measurement } from '../figures/measure.js';
import type { Workload } from '../stand/workload.js';
import type { Section, Setting } from './section.js';

/** To stay within twenty minutes: the first takes longer than all others together, the second varies least. */
const ONE_ROUND = [childPerCopy, plainScript];

/**
 * Measures all contenders in turn, round after round, so that load on the machine affects all of them. The child per copy
 * and the plain script run in the first round only.
 */
export async function measureInRounds(
  { startTemporal, say }: Setting,
  contenders: readonly Contender[],
  workload: Workload,
  rounds: number,
): Promise<ReadonlyMap<Contender, readonly Measurement[]>> {
  const measured = new Map<Contender, Measurement[]>(contenders.map((contender) => [contender, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [contender, runs] of measured) {
      if (ONE_ROUND.includes(contender) && round > 1) continue;
      const run = await measure(startTemporal, contender, workload);
      say(`  ${contender.name}, round ${round} of ${rounds}: ${run.copies} copies in ${run.seconds.toFixed(1)} s`);
      runs.push(run);
    }
  }
  return measured;
}

/** The number of rounds as a sentence, with the contenders that run in one of them only. */
export function roundsText(rounds: number, once: string): string {
  return rounds === 1 ? 'One round.' : `${rounds} rounds, one of ${once}.`;
}

/** One row per contender, and every measurement. A column that no contender has a figure for is left out. */
export function compared(
  measured: ReadonlyMap<Contender, readonly Measurement[]>,
  shown: readonly Column[],
): Pick<Section, 'table' | 'figures'> {
  const all = [...measured.values()].flat();
  const columns = shown.filter(({ of }) => all.some((run) => of(run) !== undefined));
  return {
    table: {
      head: ['', ...columns.map(({ head }) => head)],
      rows: [...measured].map(([{ name }, runs]) => [name, ...cellsOf(runs, columns)]),
    },
    figures: Object.fromEntries([...measured].map(([{ name }, runs]) => [name, runs])),
  };
}
