import { plainTable } from '../../report/report-table.js';
import { registerSearchAttributes, type SetUpAttribute } from '../../search-attributes/registration.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import type { OutputFlags } from '../flags.js';
import { printData, printJson, say } from '../print.js';
import { withTemporal } from '../with-temporal.js';

const WORDS = { present: 'already registered', added: 'added', conflict: 'registered with another type' } as const;

export async function setupAction(context: CliContext, { output }: OutputFlags): Promise<void> {
  const { namespace, searchAttributes } = await withTemporal(context, undefined, async (client) => ({
    namespace: client.options.namespace,
    searchAttributes: await registerSearchAttributes(client),
  }));
  if (output === 'json') printJson(context, { namespace, searchAttributes });
  else {
    const rows = searchAttributes.map(({ name, type, result }) => [name, type, WORDS[result]]);
    printData(context, plainTable(['search attribute', 'type', `in ${namespace}`], rows));
  }
  const conflicts = searchAttributes.filter(({ result }) => result === 'conflict');
  for (const conflict of conflicts) say(context, whatToDo(namespace, conflict));
  if (conflicts.length > 0) context.exitWith(ExitCode.failed);
}

function whatToDo(namespace: string, { name, type, registeredAs }: SetUpAttribute): string {
  return [
    `${name} is registered as ${registeredAs} but must be ${type}, so no run sets it. If nothing else uses it, remove it with`,
    `  temporal operator search-attribute remove --namespace ${namespace} --name ${name}`,
    'and run setup again.',
  ].join('\n');
}
