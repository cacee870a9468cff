import { listRuns } from '../../client/list-runs.js';
import { plainTable } from '../../report/report-table.js';
import { printable } from '../../safe-text.js';
import { taskFailureSentence } from '../../task-failure.js';
import type { CliContext } from '../context.js';
import type { OutputFlags } from '../flags.js';
import { printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';

export interface ListFlags extends OutputFlags {
  readonly limit: number;
}

export async function listAction(context: CliContext, { output, limit }: ListFlags): Promise<void> {
  const runs = await withTemporal(context, undefined, (client) => listRuns(client, limit));
  if (output === 'json') return printJson(context, runs);
  if (runs.length === 0) return say(context, 'There are no runs yet: start one with `eci-replicator run FILE`.');
  const rows = runs.map(({ workflowId, status, outcome, startedAt, finishedAt, runId, taskFailures }) =>
    [
      workflowId,
      taskFailures.length > 0 ? 'stuck' : status.toLowerCase(),
      outcome ?? '',
      startedAt,
      finishedAt ?? '',
      runId,
    ].map(printable),
  );
  printData(context, plainTable(['workflow', 'status', 'outcome', 'started', 'finished', 'run'], rows));
  for (const { taskFailures } of runs)
    for (const each of taskFailures) say(context, printable(taskFailureSentence(each)));
}
