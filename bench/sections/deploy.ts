import { type DeployAlongsideBulk, deployAlongsideBulk } from '../figures/deploy-alongside-bulk.js';
import { spreadOf, spreadText } from '../figures/spread.js';
import type { Section, Setting } from './section.js';

/** How long a small plan takes while a large one uses the same workers, queue and rate limit. */
export async function deploy({ startTemporal, quick, say }: Setting): Promise<Section> {
  const runs: DeployAlongsideBulk[] = [];
  for (const fair of quick ? [false] : [false, true]) {
    say(`  ${nameOf(fair)}`);
    runs.push(await deployAlongsideBulk(startTemporal, { fair, copiesPerSecond: 10, rounds: 1 }));
  }
  return {
    title: 'A deploy alongside a bulk run',
    about:
      '20 copies (one cache to 20 regions) alone, and alongside 2,000 to the same regions, window 100; 10 copies/s in total.',
    table: {
      head: ['server', 'alone, s', 'alongside, s', 'ratio', 'bulk copies accepted meanwhile'],
      rows: runs.map(({ fair, alone, alongside, ratio, bulkMeanwhile }) => [
        nameOf(fair),
        spreadText(spreadOf(alone), 1),
        spreadText(spreadOf(alongside), 1),
        ratio.toFixed(2),
        spreadText(spreadOf(bulkMeanwhile), 0),
      ]),
    },
    targets: runs.map(({ fair, ratio }) => ({
      what: `alongside ÷ alone, ${nameOf(fair)}`,
      measured: ratio,
      bound: { atMost: 1.25 },
    })),
    figures: runs,
  };
}

function nameOf(fair: boolean): string {
  return fair ? 'with fairness' : 'without fairness';
}
