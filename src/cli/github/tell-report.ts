import { countText } from '../../report/figure-text.js';
import { markdownReport } from '../../report/report-markdown.js';
import type { Report } from '../../report/report.js';
import { printable } from '../../report/safe-text.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { addSummary, annotate, setOutputs } from './github-job.js';

/** An annotation is read at a glance; the summary has them all. */
const MAX_COPIES = 5;

/** In GitHub Actions: the report as the job's summary, its figures as outputs, and an annotation unless all went well. */
export async function tellReport(context: CliContext, report: Report, code: ExitCode): Promise<void> {
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
  // Partial and still running are for the pipeline to judge.
  const isError = code === ExitCode.failed || code === ExitCode.cancelled || code === ExitCode.refused;
  annotate(context, isError ? 'error' : 'warning', annotationText(report));
}

function annotationText({ plan, outcome, counts, copies }: Report): string {
  const lost = copies.filter((copy) => copy.outcome === 'failed' || copy.outcome === 'conflict');
  const more = lost.length - MAX_COPIES;
  return [
    `${plan} ${outcome}: ${countText(counts)}`,
    ...lost.slice(0, MAX_COPIES).map(({ region, source, code, reason, advice }) => {
      const why = [code, reason, advice].filter((part) => part !== null).join(': ');
      return printable(`${source} to ${region}: ${why}`);
    }),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}
