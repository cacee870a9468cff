import { buildCommand, numberParser } from '@stricli/core';
import type { ListFlags } from '../actions/list.js';
import type { CliContext } from '../context.js';
import { outputFlag } from '../flags.js';
import { loading } from '../loading.js';

export const listCommand = buildCommand<ListFlags, [], CliContext>({
  loader: loading(async () => (await import('../actions/list.js')).listAction),
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
