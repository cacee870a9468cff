import { changesIn, type Preview } from '../../report/preview.js';
import { markdownPreview } from '../../report/preview-markdown.js';
import type { CliContext } from '../context.js';
import { addSummary, setOutputs } from './github-job.js';

/** In GitHub Actions: the preview as the job's summary, and its digest and how many copies it would ask for as outputs. */
export async function tellPreview(context: CliContext, preview: Preview, run: string): Promise<void> {
  const { planDigest, previewDigest, regions } = preview;
  const changes = regions.reduce((sum, region) => sum + changesIn(region), 0);
  await setOutputs(context, {
    'plan-digest': planDigest,
    'preview-digest': previewDigest,
    changes: String(changes),
  });
  await addSummary(context, markdownPreview(preview, run), 'Cut here: `plan preview --output json` has every copy.');
}
