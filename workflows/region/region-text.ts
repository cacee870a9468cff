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
    ...(waitingFor === undefined
      ? []
      : [waitingSince === undefined ? waitingFor : `${waitingFor} (since ${waitingSince})`]),
  ];
  return `- ${parts.join('; ')}`;
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
