import { buildCommand } from '@stricli/core';
import type { Check } from '../../client/check.js';
import { printable } from '../../report/safe-text.js';
import { colorsFor } from '../colors.js';
import type { CliContext } from '../context.js';
import { errorSentence } from '../error-sentence.js';
import { ExitCode } from '../exit-code.js';
import { outputFlag, type OutputFlags } from '../output-flag.js';
import { printData, printJson, say } from '../print.js';
import { taskQueueOf } from '../task-queue.js';
import { withTemporal } from '../with-temporal.js';

export const doctorCommand = buildCommand<OutputFlags, [], CliContext>({
  async func({ output }) {
    const checks = await check(this, taskQueueOf(this.process.env));
    const healthy = checks.every(({ result }) => result !== 'fail');
    if (output === 'json') printJson(this, { healthy, checks });
    else {
      printData(this, checks.map((each) => line(this, each)).join('\n'));
      say(
        this,
        "Checked from here only: credentials, endpoint, permissions, quotas and clock are the worker's, see its log.",
      );
    }
    this.exitWith(healthy ? ExitCode.ok : ExitCode.failed);
  },
  parameters: { flags: outputFlag },
  docs: {
    brief: 'Check Temporal, the namespace and the workers, and say what to mend',
    fullDescription: [
      'Checks what can be seen from here: that Temporal can be reached, that the namespace is there, that workers poll both',
      'task queues, and that runs are found by their search attributes. Exits 0 when nothing failed, 1 otherwise.',
      '',
      'Examples:',
      '  eci-replicator doctor',
      '  eci-replicator doctor --output json',
    ].join('\n'),
  },
});

/** Not being able to connect is a finding here, and no error. */
async function check(context: CliContext, taskQueue: string): Promise<Check[]> {
  const name = 'connection';
  const { diagnose } = await import('../../client/diagnose.js');
  try {
    return await withTemporal(context, undefined, async (client) => [
      { name, result: 'ok', found: `Temporal is reached, namespace ${client.options.namespace}` },
      ...(await diagnose(client, taskQueue)),
    ]);
  } catch (error) {
    const mend = 'Set TEMPORAL_ADDRESS, or the profile in temporal.toml; for a server here, `eci-replicator dev`.';
    return [{ name, result: 'fail', found: errorSentence(error), mend }];
  }
}

function line(context: CliContext, { name, result, found, mend }: Check): string {
  const colors = colorsFor(context.process.stdout, context.process.env);
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red };
  const told = `${paint[result](result.padEnd(4))}  ${printable(`${name}: ${found}`)}`;
  return mend === undefined ? told : `${told}\n      ${colors.bold(mend)}`;
}
