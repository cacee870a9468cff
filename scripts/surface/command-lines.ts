import type { Command, RouteMap } from '@stricli/core';
import { buildCli } from '../../src/cli/application.js';
import type { CliContext } from '../../src/cli/context.js';

type Target = Command<CliContext> | RouteMap<CliContext>;

/** A line for each command with its arguments, and for each of its flags. */
export function commandLines(): string[] {
  return linesOf(buildCli().root, []);
}

function linesOf(target: Target, path: readonly string[]): string[] {
  if (isRouteMap(target)) {
    return target
      .getAllEntries()
      .filter(({ hidden }) => !hidden)
      .flatMap((entry) => linesOf(entry.target, [...path, entry.name['convert-camel-to-kebab']]));
  }
  const name = path.join(' ');
  const { flags = {}, positional } = target.parameters;
  return [
    [name, ...argumentsOf(positional)].join(' '),
    ...Object.entries(flags).flatMap((flag) => flagLine(name, ...flag)),
  ];
}

type Parameters = Command<CliContext>['parameters'];
type Flag = NonNullable<Parameters['flags']>[string];

function argumentsOf(positional: Parameters['positional']): string[] {
  if (positional === undefined) return [];
  if (positional.kind === 'array') return [`${positional.parameter.placeholder ?? 'args'}...`];
  return positional.parameters.map(({ placeholder = 'arg', optional }) =>
    optional === true ? `[${placeholder}]` : placeholder,
  );
}

function flagLine(command: string, name: string, flag: Flag): string[] {
  if (flag.hidden === true) return [];
  const kebab = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const value = flag.kind === 'boolean' ? '' : ` ${flag.kind === 'enum' ? flag.values.join('|') : 'VALUE'}`;
  const isRepeated = 'variadic' in flag && flag.variadic !== undefined && flag.variadic !== false;
  const byDefault = 'default' in flag && flag.default !== undefined ? `, default ${String(flag.default)}` : '';
  const isRequired = flag.kind !== 'boolean' && flag.optional !== true && byDefault === '';
  return [`${command} --${kebab}${value}${isRepeated ? '…' : ''}${isRequired ? ', required' : ''}${byDefault}`];
}

function isRouteMap(target: Target): target is RouteMap<CliContext> {
  return 'getAllEntries' in target;
}
