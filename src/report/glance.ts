import { durationText, percentText } from './figure-text.js';
import { reportRegions } from './report-regions.js';
import type { Report } from './report.js';
import { longestWait } from './waited.js';

/** One of the key figures at the top of the report. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly detail: string;
}

/** How many copies are ready, how long the run took, and what it waited for. */
export function figuresOf(report: Report): Figure[] {
  const { ready, planned } = report.counts;
  const regions = reportRegions(report);
  const whole = regions.filter(({ counts }) => counts.ready === counts.planned).length;
  const wait = longestWait(report);
  return [
    {
      label: 'Copies ready',
      value: planned === 0 ? 'none' : percentText(ready, planned),
      detail: planned === 0 ? 'the plan has no copies' : `${ready} of ${planned}`,
    },
    { label: 'Regions complete', value: `${whole} of ${regions.length}`, detail: 'with every copy ready' },
    { label: 'Start to last ready', ...toLastReady(report) },
    {
      label: 'Longest wait for capacity',
      value: wait === undefined ? 'none' : durationText(wait.ms),
      detail: wait === undefined ? 'no region was full' : wait.region,
    },
  ];
}

function toLastReady({ startedAt, copies }: Report): Omit<Figure, 'label'> {
  let last: { at: number; region: string } | undefined;
  for (const { outcome, readyAt, region } of copies) {
    if (outcome !== 'ready' || readyAt === null) continue;
    const at = Date.parse(readyAt);
    if (last === undefined || at > last.at) last = { at, region };
  }
  if (last === undefined) return { value: '–', detail: 'no copy became ready' };
  return { value: durationText(last.at - Date.parse(startedAt)), detail: `last in ${last.region}` };
}
