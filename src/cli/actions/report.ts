import { findRun } from '../../client/find-run.js';
import type { CliContext } from '../context.js';
import type { OutputFlags } from '../flags.js';
import type { ReportFlags } from '../follow/follow-flags.js';
import { checkReportFlags } from '../follow/report-files.js';
import { showReport } from '../follow/show-report.js';
import { withTemporal } from '../with-temporal.js';

export async function reportAction(context: CliContext, flags: ReportFlags & OutputFlags, id: string): Promise<void> {
  await checkReportFlags(flags);
  await withTemporal(context, undefined, async (client) => {
    await showReport(context, client, await findRun(client, id), flags);
  });
}
