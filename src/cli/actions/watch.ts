import { findRun } from '../../client/find-run.js';
import type { FollowFlags } from '../follow/follow-flags.js';
import { followRun } from '../follow/follow-run.js';
import { checkReportFlags } from '../follow/report-files.js';
import { publishingExitCode } from '../github/publish.js';
import { interruptible } from '../interruption.js';
import { withTemporal } from '../with-temporal.js';

export const watchAction = publishingExitCode(async (context, flags: FollowFlags, id) => {
  await checkReportFlags(flags);
  await interruptible(context.process, (signal) =>
    withTemporal(context, signal, async (client) => {
      context.exitWith(await followRun(context, client, await findRun(client, id), flags, signal));
    }),
  );
});
