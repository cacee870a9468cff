import { buildCommand } from '@stricli/core';
import type { DeploymentDrainFlags, DeploymentFlags } from '../actions/deployment.js';
import type { CliContext } from '../context.js';
import { durationFlag, outputFlag, textFlag } from '../flags.js';
import { loading } from '../loading.js';

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

export const deploymentStatusCommand = buildCommand<DeploymentFlags, [], CliContext>({
  loader: loading(async () => (await import('../actions/deployment.js')).deploymentStatusAction),
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

export const deploymentSetCurrentCommand = buildCommand<DeploymentFlags, [buildId: string], CliContext>({
  loader: loading(async () => (await import('../actions/deployment.js')).deploymentSetCurrentAction),
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

export const deploymentDrainCommand = buildCommand<DeploymentDrainFlags, [buildId: string], CliContext>({
  loader: loading(async () => (await import('../actions/deployment.js')).deploymentDrainAction),
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
