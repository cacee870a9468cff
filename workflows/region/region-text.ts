import { minuteText } from '../../src/report/figure-text.js';
import type { RegionProgress } from '../messages.js';

/** One region as a line of Markdown: done of total, and what is waited for since when. */
export function regionLine(progress: RegionProgress): string {
  const { region, phase, counts, waitingFor, waitingSince } = progress;
  const failures = [
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.conflict > 0 ? [`${counts.conflict} in conflict`] : []),
  ];
  const parts = [
    `**${region}**: ${counts.ready} of ${counts.planned} ready`,
    ...failures,
    ...(phase === 'copying' ? [] : [phase]),
    ...(waitingFor === undefined ? [] : [waitingText(waitingFor, waitingSince)]),
  ];
  return `- ${parts.join('; ')}`;
}

/** A longer line breaks in the UI, whose frame then hides the last ones; `status` has all the words. */
const MAX_WAITING = 50;

/** What is waited for, and the code: `capacity: QuotaExceeded`. */
function waitingText(waitingFor: string, since: string | undefined): string {
  const short = waitingFor.split(': ').slice(0, 2).join(': ');
  const cut = short.length <= MAX_WAITING ? short : `${short.slice(0, MAX_WAITING - 1).trimEnd()}…`;
  return since === undefined ? cut : `${cut} since ${minuteText(since)}`;
}

export function regionHelp(region: string): string {
  return [
    `This workflow replicates to ${region}; the run that started it steers it.`,
    '',
    'Queries:',
    '- `status`: counts by state, and what is waited for.',
    '- `copies`: the copies, page by page: `{"limit": 20, "states": ["failed", "conflict"]}`, or `{"source": "edc-…"}`.',
    '',
    'To end it, cancel the run, not this workflow: copies under way are kept.',
  ].join('\n');
}
