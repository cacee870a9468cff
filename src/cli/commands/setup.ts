import { buildCommand } from '@stricli/core';
import { plainTable } from '../../report/report-table.js';
import type { SetUpAttribute } from '../../search-attributes/registration.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { outputFlag, type OutputFlags } from '../flags.js';
import { printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';

const WORDS = { present: 'already registered', added: 'added', conflict: 'registered with another type' } as const;

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
    brief: 'Register the search attributes of runs, once per namespace',
    fullDescription: [
      'Registers the search attributes ReplicationPlan, SourceRegion, TargetRegions and ReplicationOutcome in the namespace.',
      'Attributes that are already registered are not changed. A run works without them; it sets those that are registered',
      'when it starts. With them, the UI and the Temporal CLI can search for runs by plan, region and outcome.',
      '',
      'Exits 0 if all are registered, 1 if one has another type or may not be registered from here.',
      '',
      'Examples:',
      '  eci-replicator setup',
      '  TEMPORAL_NAMESPACE=models eci-replicator setup --output json',
    ].join('\n'),
  },
});

function whatToDo(namespace: string, { name, type, registeredAs }: SetUpAttribute): string {
  return [
    `${name} is registered as ${registeredAs} but must be ${type}, so no run sets it. If nothing else uses it, remove it with`,
    `  temporal operator search-attribute remove --namespace ${namespace} --name ${name}`,
    'and run setup again.',
  ].join('\n');
}
