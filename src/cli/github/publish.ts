import { countText } from '../../report/figure-text.js';
import { changesIn, type Preview } from '../../report/preview.js';
import { printableIn } from '../../safe-text.js';
import type { Report } from '../../report/report.js';
import { errorSentence, exitCodeOfError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { Interrupted } from '../interruption.js';
import type { Action } from '../loading.js';
import { addSummary, annotate, setOutputs } from './github-job.js';

/**
 * Wraps an action: in GitHub Actions it sets its exit code as the output `exit-code`, which a later step can branch on if
 * this one may fail, and annotates the job with its error.
 */
export function publishingExitCode<Flags>(action: Action<Flags, [string]>): Action<Flags, [string]> {
  return async (context, flags, argument) => {
    let code: ExitCode = ExitCode.ok;
    const exitWith = (given: ExitCode) => {
      code = given;
      context.exitWith(given);
    };
    try {
      await action({ ...context, exitWith }, flags, argument);
    } catch (error) {
      code = exitCodeOfError(error);
      if (!(error instanceof Interrupted)) annotate(context, 'error', errorSentence(error));
      throw error;
    } finally {
      await setOutputs(context, { 'exit-code': String(code) });
    }
  };
}

/** In GitHub Actions: adds the preview to the summary of the job, and sets its digests and number of changes as outputs. */
export async function publishPreview(context: CliContext, preview: Preview, run: string): Promise<void> {
  const { markdownPreview } = await import('../../report/preview-markdown.js');
  const { planDigest, previewDigest, regions } = preview;
  const changes = regions.reduce((sum, region) => sum + changesIn(region), 0);
  await setOutputs(context, {
    'plan-digest': planDigest,
    'preview-digest': previewDigest,
    changes: String(changes),
  });
  await addSummary(context, markdownPreview(preview, run), 'Cut here: `plan preview --output json` has every copy.');
}

/** An annotation is read at a glance; the summary has all copies. */
const MAX_COPIES = 5;

/** In GitHub Actions: adds the report to the summary of the job, sets its figures as outputs, and annotates failures. */
export async function publishReport(context: CliContext, report: Report, code: ExitCode): Promise<void> {
  const { markdownReport } = await import('../../report/report-markdown.js');
  const { workflowId, runId, planDigest, outcome, counts } = report;
  await setOutputs(context, {
    'workflow-id': workflowId,
    'run-id': runId,
    'plan-digest': planDigest ?? '',
    outcome,
    ready: String(counts.ready),
    planned: String(counts.planned),
  });
  const rest = `Cut here: \`eci-replicator report ${workflowId}\` has the whole report.`;
  await addSummary(context, markdownReport(report), rest);
  if (code === ExitCode.ok && outcome !== 'partial') return;
  // Whether a partial run, or one still running, is an error is up to the pipeline.
  const isError = code === ExitCode.failed || code === ExitCode.cancelled || code === ExitCode.refused;
  annotate(context, isError ? 'error' : 'warning', annotationText(printableIn(report)));
}

function annotationText({ plan, outcome, counts, copies }: Report): string {
  const lost = copies.filter((copy) => copy.outcome === 'failed' || copy.outcome === 'conflict');
  const more = lost.length - MAX_COPIES;
  return [
    `${plan} ${outcome}: ${countText(counts)}`,
    ...lost.slice(0, MAX_COPIES).map(({ region, source, code, reason, advice }) => {
      const why = [code, reason, advice].filter((part) => part !== null).join(': ');
      return `${source} to ${region}: ${why}`;
    }),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}
