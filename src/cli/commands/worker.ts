import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { loading } from '../loading.js';

export const workerCommand = buildCommand<object, [], CliContext>({
  loader: loading(async () => (await import('../actions/worker.js')).workerAction),
  parameters: { flags: {} },
  docs: {
    brief: 'Run a worker until SIGTERM',
    fullDescription: [
      'Runs the workflows and makes the calls to the cloud. It stops on SIGTERM or Ctrl-C: calls under way finish first, and',
      'another worker, or this one when it is started again, takes over the rest.',
      '',
      'Environment: TEMPORAL_* and temporal.toml; ALIBABA_CLOUD_* for credentials, ECI_REPLICATOR_ROLE_ARN to assume a role;',
      'ECI_ENDPOINT, ECI_TIMEOUT (30s), ECI_REPLICATOR_TASK_QUEUE (eci-replicator), ECI_REPLICATOR_COPIES_PER_SECOND (10),',
      'ECI_REPLICATOR_DEPLOYMENT (none: not versioned), ECI_REPLICATOR_BUILD_ID (the version),',
      'ECI_REPLICATOR_PLANS (the current folder), ECI_REPLICATOR_METRICS and ECI_REPLICATOR_HEALTH (host:port, off),',
      'LOG_LEVEL (info), LOG_FORMAT (pretty or json). All mistakes are reported together, with exit code 2.',
      '',
      'Examples:',
      '  TEMPORAL_ADDRESS=127.0.0.1:7233 eci-replicator worker',
      '  ECI_REPLICATOR_HEALTH=127.0.0.1:8080 LOG_FORMAT=json eci-replicator worker',
    ].join('\n'),
  },
});
