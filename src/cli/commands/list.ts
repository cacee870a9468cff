import { buildCommand, numberParser } from '@stricli/core';
import { plainTable } from '../../report/report-table.js';
import { printable } from '../../safe-text.js';
import { taskFailureSentence } from '../../task-failure.js';
import type { CliContext } from '../context.js';
import { outputFlag, type OutputFlags } from '../flags.js';
import { printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';

interface Flags extends OutputFlags {
  readonly limit: number;
}

export const listCommand = buildCommand<Flags, [], CliContext>({
  async func({ output, limit }) {
    const { listRuns } = await import('../../client/list-runs.js');
    const runs = await withTemporal(this, undefined, (client) => listRuns(client, limit));
    if (output === 'json') return printJson(this, runs);
    if (runs.length === 0) return say(this, 'There are no runs yet: start one with `eci-replicator run FILE`.');
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
    printData(this, plainTable(['workflow', 'status', 'outcome', 'started', 'finished', 'run'], rows));
    for (const { taskFailures } of runs)
      for (const each of taskFailures) say(this, printable(taskFailureSentence(each)));
  },
  parameters: {
    flags: {
      limit: {
        kind: 'parsed',
        parse: parseLimit,
        default: '20',
        placeholder: 'N',
        brief: 'At most N runs, 1 to 1000',
      },
      ...outputFlag,
    },
  },
  docs: {
    brief: 'List the runs, newest first',
    fullDescription: [
      'Lists the runs that Temporal keeps, whether started by hand or by a schedule. The status is that of the workflow:',
      'completed means that the run ended ready or partial. The outcome says which of the two, if `setup` has registered the',
      'search attributes; `report` always says it. Stuck means that the workers fail the workflow tasks of the run or of one of',
      'its regions; a line for each says why, and what to do.',
      '',
      'Examples:',
      '  eci-replicator list',
      '  eci-replicator list --limit 100 --output json',
    ].join('\n'),
  },
});

function parseLimit(text: string): number {
  const limit = numberParser(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new Error('the limit is a whole number from 1 to 1000');
  return limit;
}
