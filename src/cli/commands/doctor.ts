import { buildCommand } from '@stricli/core';
import { packageVersion } from '../../package-root.js';
import { printable } from '../../safe-text.js';
import type { Check } from '../../client/doctor/check.js';
import { errorSentence } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { colorsFor, printData, printJson, say } from '../print.js';
import { outputFlag, type OutputFlags } from '../flags.js';
import { withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

export const doctorCommand = buildCommand<OutputFlags, [], CliContext>({
  async func({ output }) {
    const checks = await check(this, taskQueueOf(this.process.env));
    const healthy = checks.every(({ result }) => result !== 'fail');
    if (output === 'json') printJson(this, { healthy, checks });
    else {
      printData(this, checks.map((each) => line(this, each)).join('\n'));
      say(
        this,
        'Not checked from here: credentials, endpoint, permissions, quotas and clock. The worker has them: its log says what fails, and /readyz is 503.',
      );
    }
    this.exitWith(healthy ? ExitCode.ok : ExitCode.failed);
  },
  parameters: { flags: outputFlag },
  docs: {
    brief: 'Check Temporal, the namespace and the workers, and say what to fix',
    fullDescription: [
      'Checks everything that is visible from here: that Temporal can be reached, that the namespace exists, that a worker',
      'answers and polls both task queues, that the workers are of one version and fail no workflow tasks, and that the search',
      'attributes are registered. Exits 0 if no check failed, else 1.',
      '',
      'Examples:',
      '  eci-replicator doctor',
      '  eci-replicator doctor --output json',
    ].join('\n'),
  },
});

/** Failing to connect is a finding of this command, not an error. */
async function check(context: CliContext, taskQueue: string): Promise<Check[]> {
  const name = 'connection';
  const { diagnose } = await import('../../client/doctor/diagnose.js');
  try {
    return await withTemporal(context, undefined, async (client) => [
      { name, result: 'ok', found: `connected to Temporal, namespace ${client.options.namespace}` },
      ...(await diagnose(client, { taskQueue, version: packageVersion(), pause: context.pause })),
    ]);
  } catch (error) {
    // The sentence says what to do: a wrong address, a certificate and a server that is down need different things.
    return [{ name, result: 'fail', found: errorSentence(error) }];
  }
}

function line(context: CliContext, { name, result, found, fix }: Check): string {
  const colors = colorsFor(context.process.stdout, context.process.env);
  const paint = { ok: colors.green, warn: colors.yellow, fail: colors.red };
  const finding = `${paint[result](result.padEnd(4))}  ${printable(`${name}: ${found}`)}`;
  return fix === undefined ? finding : `${finding}\n      ${colors.bold(printable(fix))}`;
}
