import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.js';
import { outputFlag, planFlags } from '../flags.js';
import { loading } from '../loading.js';
import type { DoctorFlags } from '../actions/doctor.js';

export const doctorCommand = buildCommand<DoctorFlags, [file?: string], CliContext>({
  loader: loading(async () => (await import('../actions/doctor.js')).doctorAction),
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
