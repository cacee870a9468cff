import { CONTROL_EXAMPLES, whoAndWhy } from '../../src/controls/controls.js';
import { minuteText } from '../../src/report/minute-text.js';
import { selectedText } from '../../src/report/selected-text.js';
import { regionWorkflowId } from '../../src/workflow-ids.js';
import type { AwaitedApproval, Paused, RunStatus } from '../messages.js';
import { regionLine } from '../region/region-text.js';

/** The run as a Markdown list: tables need a newer UI. */
export function runDetails(status: RunStatus): string {
  const { plan, counts, regions, waitingFor, paused, approval, selected = [], asOf } = status;
  return [
    `**${plan}**: ${counts.ready} of ${counts.planned} copies ready as of ${minuteText(asOf)}`,
    ...(paused === undefined ? [] : ['', pausedText(paused)]),
    ...(approval === undefined ? [] : ['', approvalText(approval)]),
    ...(waitingFor === undefined ? [] : [`Waiting for: ${waitingFor}`]),
    ...(selected.length === 0 ? [] : [`Sources matched by ${selectedText(selected)}`]),
    '',
    ...regions.map(regionLine),
    // The UI's frame is a line too short when there is more than the headline: an empty one is what it hides.
    '',
    '\u00A0',
  ].join('\n');
}

function pausedText({ since, ...why }: Paused): string {
  const words = whoAndWhy(why);
  return `**Paused** since ${minuteText(since)}${words === '' ? '' : ` (${words})`}: send \`resume\``;
}

function approvalText({ wave, until }: AwaitedApproval): string {
  return `**Wave ${wave} waits for approval** until ${minuteText(until)}: send \`approveWave\` with \`{"wave": ${wave}}\``;
}

export function runHelp(plan: string): string {
  return [
    `This workflow replicates the plan ${plan}, one child workflow a target region.`,
    '',
    'Queries:',
    '- `status`: counts by region, and what is waited for. No input.',
    "- `copies`: what is not ready in regions that have ended; on a region's workflow, all of its copies, page by page:",
    '  `{"limit": 20, "states": ["failed"]}`.',
    '',
    'Updates, each with one JSON object; `by` and `reason` may be given with each, and are kept in the report:',
    ...CONTROLS.map(([control, what]) => `- \`${control}\`: ${what}: \`${CONTROL_EXAMPLES[control]}\``),
    '',
    'To ask a full region at once, and not when its probe is due, reset the pending activity of its workflow:',
    `\`temporal activity reset --workflow-id ${regionWorkflowId(plan, 'REGION')} --activity-id ID\`.`,
    '',
    "To end the run, use the UI's Cancel: copies under way are kept, and a later run adopts them. Do not terminate it.",
  ].join('\n');
}

const CONTROLS = [
  ['pause', 'asks for no more copies; those under way are watched on'],
  ['resume', 'ends a pause'],
  ['retryFailed', 'asks again for copies that failed or conflict, of all or of a `region` or `source`'],
  ['skip', 'leaves out the copies of a `source`, of a `region`, or of both'],
  ['setMaxInFlight', 'changes how many copies may be under way in each region, or in one `region`'],
  ['approveWave', 'lets the wave begin that waits for approval; waves count from 1'],
  ['deleteOnCancel', 'has the copies that this run requested deleted when it is cancelled'],
] as const satisfies readonly (readonly [keyof typeof CONTROL_EXAMPLES, string])[];
