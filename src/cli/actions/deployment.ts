import {
  type DeploymentVersion,
  describeDeployment,
  setCurrentVersion,
  type WorkerDeployment,
} from '../../client/deployments/worker-deployment.js';
import { plainTable } from '../../report/report-table.js';
import { printable } from '../../safe-text.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import type { OutputFlags } from '../flags.js';
import { interruptible } from '../interruption.js';
import { printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';
import { deploymentOf } from '../worker-environment.js';

/** Ms between polls of a version that drains: a run takes minutes to days. */
const POLL_EVERY_MS = 5_000;

export interface DeploymentFlags extends OutputFlags {
  readonly deployment?: string;
}

export async function deploymentStatusAction(
  context: CliContext,
  { output, deployment: given }: DeploymentFlags,
): Promise<void> {
  const deployment = given ?? deploymentOf(context.process.env);
  const described = await withTemporal(context, undefined, (client) => describeDeployment(client, deployment));
  if (output === 'json') return printJson(context, described);
  printData(context, versionTable(described));
  if (described.current === null) {
    say(
      context,
      'No version is current, so no run begins on this deployment: eci-replicator deployment set-current BUILD',
    );
  }
}

export async function deploymentSetCurrentAction(
  context: CliContext,
  { output, deployment: given }: DeploymentFlags,
  buildId: string,
): Promise<void> {
  const deployment = given ?? deploymentOf(context.process.env);
  const previous = await withTemporal(context, undefined, (client) => setCurrentVersion(client, deployment, buildId));
  if (output === 'json') return printJson(context, { deployment, current: buildId, previous });
  if (previous === buildId) return printData(context, `${deployment}: ${buildId} was already the current version`);
  const before = previous === null ? '' : `; runs that began on ${previous} end on ${previous}`;
  printData(context, `${deployment}: new runs begin on ${buildId}${before}`);
}

export interface DeploymentDrainFlags extends DeploymentFlags {
  /** Ms. */
  readonly timeout?: number;
}

export async function deploymentDrainAction(
  context: CliContext,
  { output, timeout = Number.POSITIVE_INFINITY, deployment: given }: DeploymentDrainFlags,
  buildId: string,
): Promise<void> {
  const deployment = given ?? deploymentOf(context.process.env);
  const deadline = context.now() + timeout;
  let told = '';
  await interruptible(context.process, (signal) =>
    withTemporal(context, signal, async (client) => {
      for (;;) {
        const found = versionOf(await describeDeployment(client, deployment), buildId);
        if (found.workflowsUnderWay === 0) return printDrained(context, deployment, found, output);
        const line = `${deployment}: ${found.workflowsUnderWay} ${found.workflowsUnderWay === 1 ? 'workflow' : 'workflows'} of ${buildId} under way`;
        if (line !== told) say(context, line);
        told = line;
        if (context.now() >= deadline) throw new CliError(ExitCode.timedOut, `${line}: keep its workers running.`);
        await context.pause(POLL_EVERY_MS, signal);
      }
    }),
  );
}

/** @throws CliError if there is no such version, or if it does not drain. */
function versionOf({ deployment, versions }: WorkerDeployment, buildId: string): DeploymentVersion {
  const found = versions.find((version) => version.buildId === buildId);
  if (found === undefined) {
    const known = versions.map((version) => version.buildId).join(', ');
    throw new CliError(ExitCode.failed, `The deployment ${deployment} has no build ${buildId}; it has ${known}.`);
  }
  if (found.status === 'current' || found.status === 'ramping') {
    throw new CliError(
      ExitCode.refused,
      `New runs begin on ${buildId}, which is ${found.status}: make another build current first, with \`eci-replicator deployment set-current\`.`,
    );
  }
  return found;
}

function printDrained(context: CliContext, deployment: string, { buildId }: DeploymentVersion, output: string): void {
  if (output === 'json') return printJson(context, { deployment, buildId, drained: true });
  printData(context, `${deployment}: no workflow that began on ${buildId} is under way; its workers can be stopped`);
}

function versionTable({ versions }: WorkerDeployment): string {
  const rows = versions.map(({ buildId, status, workflowsUnderWay }) =>
    [buildId, status, String(workflowsUnderWay)].map(printable),
  );
  return plainTable(['build', 'status', 'workflows under way'], rows);
}
