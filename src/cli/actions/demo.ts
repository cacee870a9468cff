import { once } from 'node:events';
import { join } from 'node:path';
import { startRun } from '../../client/start-run.js';
import type { DevEnvironment } from '../../dev/dev-environment.js';
import { ledgerVerdict } from '../../dev/ledger-verdict.js';
import { packageRoot } from '../../package-root.js';
import type { Environment } from '../../worker/environment.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { withDevEnvironment } from '../dev-environment.js';
import { ExitCode, exitCodeOf } from '../exit-code.js';
import { watchUntil } from '../follow/follow-run.js';
import { showReport } from '../follow/show-report.js';
import { interruptible } from '../interruption.js';
import { readLocalPlan } from '../../plan/text/local-plan.js';
import { printData, say } from '../print.js';
import { readSource } from '../read-source.js';
import { simulatedEnvironment } from '../worker-environment.js';

export interface DemoFlags {
  readonly keepOpen: boolean;
}

const PLAN = join(packageRoot, 'replication.yaml');

export async function demoAction(context: CliContext, { keepOpen }: DemoFlags): Promise<void> {
  // The demo injects faults on purpose, so their warnings would only distract from the progress.
  const { LOG_LEVEL = 'error' } = context.process.env;
  const environment = simulatedEnvironment({ ...context.process.env, LOG_LEVEL });
  await interruptible(context.process, (signal) =>
    withDevEnvironment(context, { environment, scenario: undefined }, async (dev) => {
      say(context, `Temporal UI: ${dev.uiUrl} · ECI simulator, not the cloud: ${dev.simulator.url}`);
      context.exitWith(await runPlan(context, dev, environment, signal));
      if (!keepOpen) return;
      say(context, `Everything keeps running until Ctrl-C: ${dev.uiUrl}`);
      await once(signal, 'abort');
    }),
  );
}

async function runPlan(
  context: CliContext,
  { temporal: { client }, simulator }: DevEnvironment,
  { taskQueue }: Environment,
  signal: AbortSignal,
): Promise<ExitCode> {
  const read = readLocalPlan(await readSource(PLAN, context.process.stdin), { name: PLAN, vars: {} });
  if ('problems' in read) throw new CliError(ExitCode.failed, read.problems.join('\n'));
  const { plan, digest, document } = read;
  const { pause } = context;
  const run = await startRun(client, {
    name: plan.name,
    planDigest: digest,
    document,
    taskQueue,
    onConflict: 'fail',
    pause,
  });
  await watchUntil(context, client, run, { signal });
  const { report } = await showReport(context, client, run, { output: 'text' });
  const { paidOnce, text } = ledgerVerdict(simulator.ledger());
  printData(context, `The simulator's ledger: ${text}.`);
  return paidOnce ? exitCodeOf(report.outcome, { allowPartial: false }) : ExitCode.failed;
}
