import { once } from 'node:events';
import { join } from 'node:path';
import { buildCommand } from '@stricli/core';
import type { DevEnvironment } from '../../dev/dev-environment.js';
import { ledgerVerdict } from '../../dev/ledger-verdict.js';
import type { Environment } from '../../worker/environment.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { withDevEnvironment } from '../dev-environment.js';
import { ExitCode, exitCodeOf } from '../exit-code.js';
import { switchFlag } from '../flags.js';
import { interruptible } from '../interruption.js';
import { readLocalPlan } from '../local-plan.js';
import { packageRoot } from '../../package-root.js';
import { printData, say } from '../print.js';
import { readSource } from '../read-source.js';
import { simulatedEnvironment } from '../worker-environment.js';

interface Flags {
  readonly keepOpen: boolean;
}

const PLAN = join(packageRoot, 'replication.yaml');

export const demoCommand = buildCommand<Flags, [], CliContext>({
  async func({ keepOpen }) {
    // The demo injects faults on purpose, so their warnings would only distract from the progress.
    const { LOG_LEVEL = 'error' } = this.process.env;
    const environment = simulatedEnvironment({ ...this.process.env, LOG_LEVEL });
    await interruptible(this.process, (signal) =>
      withDevEnvironment(this, { environment, scenario: undefined }, async (dev) => {
        say(this, `Temporal UI: ${dev.uiUrl} · ECI simulator, not the cloud: ${dev.simulator.url}`);
        this.exitWith(await runPlan(this, dev, environment, signal));
        if (!keepOpen) return;
        say(this, `Everything keeps running until Ctrl-C: ${dev.uiUrl}`);
        await once(signal, 'abort');
      }),
    );
  },
  parameters: {
    flags: { keepOpen: switchFlag('Keep Temporal, its UI and the simulator running afterwards, until Ctrl-C') },
  },
  docs: {
    brief: 'See one whole run on this machine, against a simulator of ECI',
    fullDescription: [
      'Starts a Temporal dev server with its UI, a simulator of the ECI service and a worker, all on free ports of this',
      'machine, and runs replication.yaml: 24 copies, through full regions, lost responses, throttling and a failing copy. At',
      "the end the simulator's ledger shows whether any copy was billed twice. It does not use the cloud, and cleans up after",
      'itself.',
      '',
      'Exit codes are those of `run`, and 1 if a copy was billed twice.',
      '',
      'Examples:',
      '  eci-replicator demo',
      '  eci-replicator demo --keep-open',
    ].join('\n'),
  },
});

async function runPlan(
  context: CliContext,
  { temporal: { client }, simulator }: DevEnvironment,
  { taskQueue }: Environment,
  signal: AbortSignal,
): Promise<ExitCode> {
  const [{ startRun }, { showReport }, { watchUntil }] = await Promise.all([
    import('../../client/start-run.js'),
    import('../follow/show-report.js'),
    import('../follow/follow-run.js'),
  ]);
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
