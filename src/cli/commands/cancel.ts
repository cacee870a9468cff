import { buildCommand } from '@stricli/core';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { outputFlag, type OutputFlags, runIdParameter } from '../flags.js';
import { noticeOtherTaskQueue } from '../other-task-queue.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

interface Flags extends OutputFlags {
  readonly keep: boolean;
  readonly delete: boolean;
}

export const cancelCommand = buildCommand<Flags, [id: string], CliContext>({
  async func({ keep, delete: deletes, output }, id) {
    // No default: keeping costs storage, deleting costs the copies.
    if (keep === deletes)
      throw new CliError(ExitCode.usage, 'Say what to do with the copies: either --keep or --delete.');
    const copies = keep ? 'keep' : 'delete';
    const [{ findRun }, { cancelRun }] = await Promise.all([
      import('../../client/find-run.js'),
      import('../../client/control-run.js'),
    ]);
    await withTemporal(this, undefined, async (client) => {
      const run = await findRun(client, id);
      await noticeOtherTaskQueue(this, client, run);
      await cancelRun(client, run, copies);
      if (output === 'json') return printJson(this, { ...run, copies });
      const then = keep
        ? 'copies under way are kept, and a later run adopts them'
        : 'the copies that it requested are deleted';
      printData(this, `${run.workflowId} was asked to end; ${then}`);
    });
  },
  parameters: {
    flags: {
      keep: { kind: 'boolean', default: false, withNegated: false, brief: 'Keep its copies; a later run adopts them' },
      delete: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'Delete the copies that this run requested',
      },
      ...outputFlag,
    },
    positional: runIdParameter,
  },
  docs: {
    brief: 'Ask a run to end, keeping its copies or deleting them',
    fullDescription: [
      'Asks a run under way to end. It requests no more copies, and ends within seconds. Only copies that this run requested',
      'are deleted, never a copy that it found. Deleting needs a worker.',
      '',
      'Examples:',
      '  eci-replicator cancel llm-weights --keep',
      '  eci-replicator cancel llm-weights --delete',
    ].join('\n'),
  },
});
