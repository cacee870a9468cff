import type { Check } from '../../client/doctor/check.js';
import { diagnose } from '../../client/doctor/diagnose.js';
import { packageVersion } from '../../package-root.js';
import { printable } from '../../safe-text.js';
import { errorSentence } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import type { OutputFlags } from '../flags.js';
import { colorsFor, printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

export async function doctorAction(context: CliContext, { output }: OutputFlags): Promise<void> {
  const checks = await check(context, taskQueueOf(context.process.env));
  const healthy = checks.every(({ result }) => result !== 'fail');
  if (output === 'json') printJson(context, { healthy, checks });
  else {
    printData(context, checks.map((each) => line(context, each)).join('\n'));
    say(
      context,
      'Not checked from here: credentials, endpoint, permissions, quotas and clock. The worker has them: its log says what fails, and /readyz is 503.',
    );
  }
  context.exitWith(healthy ? ExitCode.ok : ExitCode.failed);
}

/** Failing to connect is a finding of this command, not an error. */
async function check(context: CliContext, taskQueue: string): Promise<Check[]> {
  const name = 'connection';
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
