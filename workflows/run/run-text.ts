import { regionLine } from '../region/region-text.js';
import { selectedText } from '../../src/report/selected-text.js';
import type { RunStatus } from '../messages.js';

/** The run as a Markdown list: tables need a newer UI. */
export function runDetails(status: RunStatus): string {
  const { plan, counts, regions, waitingFor, selected = [], asOf } = status;
  return [
    `**${plan}**: ${counts.ready} of ${counts.planned} copies ready (as of ${asOf})`,
    ...(waitingFor === undefined ? [] : [`Waiting for: ${waitingFor}`]),
    ...(selected.length === 0 ? [] : [`Sources matched by ${selectedText(selected)}`]),
    '',
    ...regions.map(regionLine),
  ].join('\n');
}

export function runHelp(plan: string): string {
  return [
    `This workflow replicates the plan ${plan}, one child workflow a target region.`,
    '',
    'Queries:',
    '- `status`: counts by region, and what is waited for. No input.',
    '- `copies`, on a region\'s workflow: its copies, page by page: `{"limit": 20, "states": ["failed"]}`.',
    '',
    'Updates:',
    '- `deleteOnCancel`: no input; the copies that this run requested are deleted when it is cancelled.',
    '',
    "To end the run, use the UI's Cancel: copies under way are kept, and a later run adopts them. Do not terminate it.",
  ].join('\n');
}
