import { ApplicationFailure, upsertMemo } from '@temporalio/workflow';
import type { RegionPreview } from '../../src/copies/region-preview.js';
import { defined } from '../../src/defined.js';
import { namesText } from '../../src/report/figure-text.js';
import { previewDigest } from '../../src/reconcile/preview-digest.js';
import { onPlainQuery } from '../checked-messages.js';
import { helpQuery, type PreviewSummary, type RunStatus, statusQuery } from '../messages.js';
import type { OpenedRun } from '../run/open-run.js';
import { openSources } from '../run/open-sources.js';
import { RunState } from '../run/run-state.js';
import { statusOfRun } from '../run/run-answers.js';
import { Run } from '../run/run.js';
import { previewLine } from './preview-region.js';
import { previewRegions } from './preview-regions.js';

/**
 * A dry run: looks up the sources and surveys the regions as a run does, and does nothing else. Its memo says that it is
 * not a run of the plan.
 */
export async function previewPlan(opened: OpenedRun): Promise<PreviewSummary> {
  const { plan, digest } = opened;
  const found: RegionPreview[] = [];
  const state = new RunState(opened, Date.now());
  const run = new Run(state, (status) => previewDetails(status, found));
  onPlainQuery(statusQuery, () => ({ ...statusOfRun(state), preview: true as const }), 'Which regions are surveyed');
  onPlainQuery(helpQuery, () => previewHelp(plan.name), 'What a preview is, and what it returns');
  upsertMemo({ planDigest: digest, preview: true });

  await run.attributes.open(plan, 'preview');
  const records = await openSources(run, opened);
  if (!state.isResolved) {
    const reason = state.stop?.reason ?? 'the preview was stopped first';
    throw ApplicationFailure.nonRetryable(`The plan's selections were not resolved: ${reason}`, 'PreviewFailed');
  }
  const regions = await previewRegions(run, records, {
    listener: {
      started(region, workflow) {
        state.region(region).started(workflow);
        upsertMemo({ regions: state.workflows });
        reportPhase(run, region, 'surveying');
      },
      ended(preview) {
        found.push(preview);
        reportPhase(run, preview.region, 'ended');
      },
    },
  });
  state.end('ready');
  const { selected } = statusOfRun(state);
  return {
    version: 1,
    plan: plan.name,
    planDigest: digest,
    previewDigest: previewDigest(digest, regions),
    ...defined({ selected }),
    regions,
  };
}

function reportPhase(run: Run, region: string, phase: 'surveying' | 'ended'): void {
  const { state } = run;
  state.report({ ...state.region(region).progress, phase }, Date.now());
  run.show();
}

/** The preview as a Markdown list: what has been found so far, and which regions are still being surveyed. */
export function previewDetails(status: RunStatus, found: readonly RegionPreview[]): string {
  const { plan, regions, waitingFor, notShown = [] } = status;
  const known = new Map(found.map((preview) => [preview.region, preview]));
  return [
    `**${plan}**: a preview, nothing is copied; ${found.length} of ${regions.length} regions surveyed`,
    ...(waitingFor === undefined ? [] : [`Waiting for: ${waitingFor}`]),
    ...(notShown.length === 0 ? [] : [`Sources not shown: ${namesText(notShown)}`]),
    '',
    ...regions.map(({ region, phase }) => {
      const preview = known.get(region);
      return preview === undefined ? `- **${region}**: ${phase}` : previewLine(preview);
    }),
  ].join('\n');
}

/** The answer to the query `help`. */
export function previewHelp(plan: string): string {
  return [
    `This workflow previews the plan ${plan}: it surveys every target region as a run would, and copies nothing.`,
    '',
    'Queries:',
    '- `status`: which regions are surveyed. No input.',
    '- `copies`, sent to the workflow of a region: its copies with their verdicts, page by page: `{"limit": 20}`.',
    '',
    'The result contains the verdicts per region and the `previewDigest`. To run the plan only if nothing has changed, start',
    'it with `{"plan": …, "expectDigest": "<previewDigest>"}`.',
  ].join('\n');
}
