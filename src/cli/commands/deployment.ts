import { buildCommand } from '@stricli/core';
import type { DeploymentVersion, WorkerDeployment } from '../../client/deployments/worker-deployment.js';
import { plainTable } from '../../report/report-table.js';
import { printable } from '../../safe-text.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { durationFlag, type OutputFlags, outputFlag, textFlag } from '../flags.js';
import { interruptible } from '../interruption.js';
import { printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';
import { deploymentOf } from '../worker-environment.js';

/** Ms between polls of a version that drains: a run takes minutes to days. */
const POLL_EVERY_MS = 5_000;

interface Flags extends OutputFlags {
  readonly deployment?: string;
}

const flags = {
  deployment: textFlag('NAME', 'Default: ECI_REPLICATOR_DEPLOYMENT, or eci-replicator'),
  ...outputFlag,
} as const;

const buildIdParameter = {
  kind: 'tuple',
  parameters: [
    { brief: "A worker's build id: by default, the version of its package", parse: String, placeholder: 'BUILD' },
  ],
} as const;

export const deploymentStatusCommand = buildCommand<Flags, [], CliContext>({
  async func({ output, deployment: given }) {
    const deployment = given ?? deploymentOf(this.process.env);
    const { describeDeployment } = await import('../../client/deployments/worker-deployment.js');
    const described = await withTemporal(this, undefined, (client) => describeDeployment(client, deployment));
    if (output === 'json') return printJson(this, described);
    printData(this, versionTable(described));
    if (described.current === null) {
      say(
        this,
        'No version is current, so no run begins on this deployment: eci-replicator deployment set-current BUILD',
      );
    }
  },
  parameters: { flags },
  docs: {
    brief: 'Show the builds of the workers, and how many workflows each still has under way',
    fullDescription: [
      'A worker with ECI_REPLICATOR_DEPLOYMENT belongs to a deployment, and its build id is a version of it. New runs begin on',
      'the current version. A run, with its regions, ends on the version that it began on, so the workers of that version must',
      'stay until `deployment drain` says that none is under way.',
      '',
      'Examples:',
      '  eci-replicator deployment status',
      '  eci-replicator deployment status --deployment team-a --output json',
    ].join('\n'),
  },
});

export const deploymentSetCurrentCommand = buildCommand<Flags, [buildId: string], CliContext>({
  async func({ output, deployment: given }, buildId) {
    const deployment = given ?? deploymentOf(this.process.env);
    const { setCurrentVersion } = await import('../../client/deployments/worker-deployment.js');
    const previous = await withTemporal(this, undefined, (client) => setCurrentVersion(client, deployment, buildId));
    if (output === 'json') return printJson(this, { deployment, current: buildId, previous });
    if (previous === buildId) return printData(this, `${deployment}: ${buildId} was already the current version`);
    const before = previous === null ? '' : `; runs that began on ${previous} end on ${previous}`;
    printData(this, `${deployment}: new runs begin on ${buildId}${before}`);
  },
  parameters: { flags, positional: buildIdParameter },
  docs: {
    brief: 'Have new runs begin on this build of the workers',
    fullDescription: [
      'Makes a build the current version of the deployment, also to roll back. Runs under way stay on the build that they',
      'began on. Refused, with exit code 8, if no worker of that build polls, or not all task queues of the current one.',
      '',
      'Examples:',
      '  eci-replicator deployment set-current 0.2.0',
    ].join('\n'),
  },
});

interface DrainFlags extends Flags {
  /** Ms. */
  readonly timeout?: number;
}

export const deploymentDrainCommand = buildCommand<DrainFlags, [buildId: string], CliContext>({
  async func({ output, timeout = Number.POSITIVE_INFINITY, deployment: given }, buildId) {
    const deployment = given ?? deploymentOf(this.process.env);
    const { describeDeployment } = await import('../../client/deployments/worker-deployment.js');
    const deadline = this.now() + timeout;
    let told = '';
    await interruptible(this.process, (signal) =>
      withTemporal(this, signal, async (client) => {
        for (;;) {
          const found = versionOf(await describeDeployment(client, deployment), buildId);
          if (found.workflowsUnderWay === 0) return printDrained(this, deployment, found, output);
          const line = `${deployment}: ${found.workflowsUnderWay} ${found.workflowsUnderWay === 1 ? 'workflow' : 'workflows'} of ${buildId} under way`;
          if (line !== told) say(this, line);
          told = line;
          if (this.now() >= deadline) throw new CliError(ExitCode.timedOut, `${line}: keep its workers running.`);
          await this.pause(POLL_EVERY_MS, signal);
        }
      }),
    );
  },
  parameters: {
    flags: { timeout: durationFlag('Stop waiting after this time, such as 10m or 2h: exit 4'), ...flags },
    positional: buildIdParameter,
  },
  docs: {
    brief: 'Wait until no run of a build is under way, so that its workers can be stopped',
    fullDescription: [
      'Waits until every workflow that began on the build has ended. Changes nothing. Refused, with exit code 8, if the build',
      'is current or ramping: new runs would begin on it.',
      '',
      'Examples:',
      '  eci-replicator deployment drain 0.1.0',
      '  eci-replicator deployment drain 0.1.0 --timeout 2h',
    ].join('\n'),
  },
});

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
