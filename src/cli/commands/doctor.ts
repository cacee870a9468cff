import { buildCommand } from '@stricli/core';
import { packageVersion } from '../../package-root.js';
import { printable } from '../../safe-text.js';
import type { Check } from '../../doctor/check.js';
import { errorSentence } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { colorsFor, printData, printJson, say } from '../print.js';
import { outputFlag, type OutputFlags, type PlanFlags, planFlags, selectedRegions } from '../flags.js';
import { loadLocalPlan } from '../local-plan.js';
import { withTemporal } from '../with-temporal.js';
import { taskQueueOf } from '../worker-environment.js';

type Flags = OutputFlags & PlanFlags;

export const doctorCommand = buildCommand<Flags, [file?: string], CliContext>({
  async func({ output, ...flags }, file) {
    const regions = file === undefined ? (selectedRegions(flags) ?? []) : await regionsOf(this, flags, file);
    const checks = await check(this, taskQueueOf(this.process.env), regions);
    const healthy = checks.every(({ result }) => result !== 'fail');
    if (output === 'json') printJson(this, { healthy, checks });
    else {
      printData(this, checks.map((each) => line(this, each)).join('\n'));
      if (regions.length === 0) say(this, 'No region was checked: give a plan, or --region.');
    }
    this.exitWith(healthy ? ExitCode.ok : ExitCode.failed);
  },
  parameters: {
    flags: { ...planFlags, ...outputFlag },
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'A plan, whose regions are checked; - for standard input',
          parse: String,
          placeholder: 'FILE',
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: 'Check Temporal, the workers, and the regions of a plan, and say what to fix',
    fullDescription: [
      'Checks what is visible from here: that Temporal can be reached, that the namespace exists, that a worker answers and',
      'polls both task queues, that the workers are of one version and fail no workflow tasks, and that the search attributes',
      'are registered. Then it has one of the workers check its credentials, its folder of plans, its clock and, for the regions',
      'of the plan or of --region, the endpoint, the permissions and the room. Nothing is copied or changed. The permission for',
      'CopyDataCache is not checked, as any copy may be billed. Exits 0 if no check failed, else 1.',
      '',
      'Examples:',
      '  eci-replicator doctor',
      '  eci-replicator doctor replication.yaml',
      '  eci-replicator doctor --region cn-beijing --output json',
    ].join('\n'),
  },
});

async function regionsOf(context: CliContext, flags: PlanFlags, file: string): Promise<string[]> {
  const { plan } = await loadLocalPlan(context, flags, file);
  return [plan.source.region, ...plan.targets.map(({ region }) => region)];
}

/** Failing to connect is a finding of this command, not an error. */
async function check(context: CliContext, taskQueue: string, regions: readonly string[]): Promise<Check[]> {
  const name = 'connection';
  const { diagnose } = await import('../../client/doctor/diagnose.js');
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
