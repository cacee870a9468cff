import { childPerCopy } from '../contenders/child-per-copy.js';
import type { Contender } from '../contenders/contender.js';
import { plainScript } from '../contenders/plain-script.js';
import { type Measurement, measure } from '../measure.js';
import type { Workload } from '../workload.js';
import { cellsOf, type Column } from '../figures/columns.js';
import type { Section, Setting } from './section.js';

/** The first takes longer than all others together, the second varies least: to keep to twenty minutes. */
const ONE_ROUND = [childPerCopy, plainScript];

/**
 * Every contender in turn, round after round, so that what disturbs the machine disturbs all alike. The child per copy and
 * the plain script are in the first round alone.
 */
export async function measureInRounds(
  { cli, say }: Setting,
  contenders: readonly Contender[],
  workload: Workload,
  rounds: number,
): Promise<ReadonlyMap<Contender, readonly Measurement[]>> {
  const measured = new Map<Contender, Measurement[]>(contenders.map((contender) => [contender, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [contender, runs] of measured) {
      if (ONE_ROUND.includes(contender) && round > 1) continue;
      const run = await measure(cli, contender, workload);
      say(`  ${contender.name}, round ${round} of ${rounds}: ${run.copies} copies in ${run.seconds.toFixed(1)} s`);
      runs.push(run);
    }
  }
  return measured;
}

/** The contenders side by side, a row each, and every single measurement of theirs. */
export function compared(
  measured: ReadonlyMap<Contender, readonly Measurement[]>,
  shown: readonly Column[],
): Pick<Section, 'table' | 'figures'> {
  return {
    table: {
      head: ['', ...shown.map(({ head }) => head)],
      rows: [...measured].map(([{ name }, runs]) => [name, ...cellsOf(runs, shown)]),
    },
    figures: Object.fromEntries([...measured].map(([{ name }, runs]) => [name, runs])),
  };
}
