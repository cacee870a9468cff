import { ApplicationFailure, setHandler, upsertMemo } from '@temporalio/workflow';
import type { RegionPreview } from '../../src/copies/region-preview.js';
import { previewDigest } from '../../src/reconcile/preview-digest.js';
import { helpQuery, statusQuery } from '../messages.js';
import type { OpenedPlan } from '../run/open-plan.js';
import { openSources } from '../run/open-sources.js';
import { RunState } from '../run/run-state.js';
import { Run } from '../run/run.js';
import { previewRegions } from './preview-regions.js';
import type { PreviewSummary } from './preview-summary.js';
import { previewDetails, previewHelp } from './preview-text.js';

/**
 * A dry run: the plan, its sources and its regions are looked at as a run looks at them, and nothing else is done. Its
 * memo says that it is none of the plan's runs.
 */
export async function previewPlan(opened: OpenedPlan): Promise<PreviewSummary> {
  const found: RegionPreview[] = [];
  const state = new RunState(opened, Date.now());
  const run = new Run(state, (status) => previewDetails(status, found));
  setHandler(statusQuery, () => ({ ...state.status(), preview: true }), { description: 'Which regions are surveyed' });
  setHandler(helpQuery, () => previewHelp(opened.plan.name), { description: 'What a preview is and tells' });
  upsertMemo({ planDigest: opened.digest, preview: true });

  await run.attributes.open(opened.plan, 'preview');
  const records = await openSources(run, opened);
  if (!state.isResolved) {
    const reason = state.stop?.reason ?? 'it was stopped before';
    throw ApplicationFailure.nonRetryable(`What the plan selects was not found out: ${reason}`, 'PreviewFailed');
  }
  const regions = await previewRegions(run, records, {
    listener: {
      started(region, workflow) {
        state.view(region).workflow = workflow;
        upsertMemo({ regions: state.workflows });
        note(run, region, 'surveying');
      },
      ended(preview) {
        found.push(preview);
        note(run, preview.region, 'ended');
      },
    },
  });
  state.outcome = 'ready';
  const { selected } = state.status();
  return {
    version: 1,
    plan: opened.plan.name,
    planDigest: opened.digest,
    previewDigest: previewDigest(opened.digest, regions),
    ...(selected === undefined ? {} : { selected }),
    regions,
  };
}

function note(run: Run, region: string, phase: 'surveying' | 'ended'): void {
  const { state } = run;
  state.heard({ ...state.view(region).progress, phase }, Date.now());
  run.show();
}
