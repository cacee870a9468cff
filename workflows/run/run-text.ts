import { CONTROLS } from '../../src/controls/control-usage.js';
import { controlOf, exampleText, whoAndWhy } from '../../src/controls/controls.js';
import { minuteText, namesText, selectedText } from '../../src/report/figure-text.js';
import { regionWorkflowId } from '../../src/workflow-ids.js';
import type { AwaitedApproval, Paused, RegionLine, RunStatus } from '../messages.js';
import { regionLine } from '../region/region-progress.js';

/** The run as a Markdown list: only newer versions of the UI render tables. */
export function runDetails(status: RunStatus): string {
  const { plan, counts, regions, waitingFor, paused, approval, selected = [], notShown = [] } = status;
  return [
    `**${plan}**: ${counts.ready} of ${counts.planned} copies ready`,
    ...(paused === undefined ? [] : ['', pausedText(paused)]),
    ...(approval === undefined ? [] : ['', approvalText(approval)]),
    ...(waitingFor === undefined ? [] : [`Waiting for: ${waitingFor}`]),
    ...(selected.length === 0 ? [] : [`Sources matched by ${selectedText(selected)}`]),
    ...(notShown.length === 0 ? [] : [`Sources not shown: ${namesText(notShown)}`]),
    '',
    ...regions.map(lineOfRegion),
    // The UI cuts off the last line of anything longer than the headline, so the last line is blank.
    '',
    '\u00A0',
  ].join('\n');
}

/** The figures of a region under way are as old as its last report. */
function lineOfRegion(region: RegionLine): string {
  const line = regionLine(region);
  const isUnderWay = region.phase === 'surveying' || region.phase === 'copying';
  return isUnderWay ? `${line}; as of ${minuteText(region.asOf)}` : line;
}

function pausedText({ since, ...who }: Paused): string {
  const words = whoAndWhy(who);
  return `**Paused** since ${minuteText(since)}${words === '' ? '' : ` (${words})`}: send \`resume\``;
}

function approvalText({ wave, until }: AwaitedApproval): string {
  return `**Wave ${wave} waits for approval** until ${minuteText(until)}: send \`approveWave\` with \`{"wave": ${wave}}\``;
}

/** The answer to the query `help`. */
export function runHelp(plan: string): string {
  return [
    `This workflow replicates the plan ${plan}, with one child workflow per target region.`,
    '',
    'Queries:',
    '- `status`: counts per region, and what the run waits for. No input.',
    '- `copies`: the copies that are not ready, of regions that have ended. Send it to the workflow of a region for all of its',
    '  copies, page by page: `{"limit": 20, "states": ["failed"]}`.',
    '',
    'Updates. Each takes one JSON object, in which `by` and `reason` are optional and kept in the report:',
    ...CONTROLS.map((name) => `- \`${name}\`: ${controlOf(name).summary}: \`${exampleText(name)}\``),
    '',
    'To try a full region immediately, without waiting for the next probe, reset the pending activity of its workflow:',
    `\`temporal activity reset --workflow-id ${regionWorkflowId(plan, 'REGION')} --activity-id ID\`.`,
    '',
    'To end the run, use Cancel in the UI: copies under way are kept, and a later run adopts them. Do not use Terminate.',
  ].join('\n');
}
