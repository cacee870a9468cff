import { diagnose } from '../../client/doctor/diagnose.js';
import type { Check } from '../../doctor/check.js';
import { packageVersion } from '../../package-root.js';
import { printable } from '../../safe-text.js';
import { errorSentence } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { type OutputFlags, type PlanFlags, selectedRegions } from '../flags.js';
import { loadLocalPlan } from '../local-plan.js';
import { colorsFor, printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

export type DoctorFlags = OutputFlags & PlanFlags;

export async function doctorAction(
  context: CliContext,
  { output, ...flags }: DoctorFlags,
  file?: string,
): Promise<void> {
  const regions = file === undefined ? (selectedRegions(flags) ?? []) : await regionsOf(context, flags, file);
  const checks = await check(context, taskQueueOf(context.process.env), regions);
  const healthy = checks.every(({ result }) => result !== 'fail');
  if (output === 'json') printJson(context, { healthy, checks });
  else {
    printData(context, checks.map((each) => line(context, each)).join('\n'));
    if (regions.length === 0) say(context, 'No region was checked: give a plan, or --region.');
  }
  context.exitWith(healthy ? ExitCode.ok : ExitCode.failed);
}

async function regionsOf(context: CliContext, flags: PlanFlags, file: string): Promise<string[]> {
  const { plan } = await loadLocalPlan(context, flags, file);
  return [plan.source.region, ...plan.targets.map(({ region }) => region)];
}

/** Failing to connect is a finding of this command, not an error. */
async function check(context: CliContext, taskQueue: string, regions: readonly string[]): Promise<Check[]> {
  const name = 'connection';
  try {
    return await withTemporal(context, undefined, async (client) => [
      { name, result: 'ok', found: `connected to Temporal, namespace ${client.options.namespace}` },
      ...(await diagnose(client, { taskQueue, regions, version: packageVersion(), pause: context.pause })),
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
