import { buildCommand } from '@stricli/core';
import { plainTable } from '../../report/report-table.js';
import type { SetUpAttribute } from '../../search-attributes/registration.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { outputFlag, type OutputFlags } from '../output-flag.js';
import { printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';

const WORDS = { present: 'was there', added: 'added', conflict: 'taken by another type' } as const;

export const setupCommand = buildCommand<OutputFlags, [], CliContext>({
  async func({ output }) {
    const { registerSearchAttributes } = await import('../../search-attributes/registration.js');
    const { namespace, searchAttributes } = await withTemporal(this, undefined, async (client) => ({
      namespace: client.options.namespace,
      searchAttributes: await registerSearchAttributes(client),
    }));
    if (output === 'json') printJson(this, { namespace, searchAttributes });
    else {
      const rows = searchAttributes.map(({ name, type, result }) => [name, type, WORDS[result]]);
      printData(this, plainTable(['search attribute', 'type', `in ${namespace}`], rows));
    }
    const conflicts = searchAttributes.filter(({ result }) => result === 'conflict');
    for (const conflict of conflicts) say(this, whatToDo(namespace, conflict));
    if (conflicts.length > 0) this.exitWith(ExitCode.failed);
  },
  parameters: { flags: outputFlag },
  docs: {
    brief: 'Register what runs are found by in the Temporal UI: once a namespace',
    fullDescription: [
      'Registers the search attributes ReplicationPlan, SourceRegion, TargetRegions and ReplicationOutcome in the namespace.',
      'What is there already stays as it is. Runs work without them, and set those that are registered when they start; then',
      'the UI and the Temporal CLI find runs by plan, region and outcome.',
      '',
      'Exits 0 when all are registered, 1 when one is taken by another type or may not be registered from here.',
      '',
      'Examples:',
      '  eci-replicator setup',
      '  TEMPORAL_NAMESPACE=models eci-replicator setup --output json',
    ].join('\n'),
  },
});

function whatToDo(namespace: string, { name, type, registeredAs }: SetUpAttribute): string {
  return [
    `${name} is registered as ${registeredAs}, and must be ${type}: no run sets it. If nothing else uses it, remove it by`,
    `  temporal operator search-attribute remove --namespace ${namespace} --name ${name}`,
    'and set up again.',
  ].join('\n');
}
