import { buildCommand, type Command } from '@stricli/core';
import {
  type ControlFlag,
  type ControlName,
  commandName,
  CONTROLS,
  controlUsage,
} from '../../controls/control-usage.js';
import type { ControlFlags } from '../actions/control.js';
import type { CliContext } from '../context.js';
import { outputFlag, runIdParameter, textFlag, whoFlags } from '../flags.js';
import { loading } from '../loading.js';

/** One command per control that has its own, by the name of the control. */
export const controlCommands = Object.fromEntries(
  CONTROLS.flatMap((name) => {
    const command = controlCommand(name);
    return command === undefined ? [] : [[name, command]];
  }),
) as Readonly<Record<Exclude<ControlName, 'deleteOnCancel'>, Command<CliContext>>>;

function controlCommand(name: ControlName): Command<CliContext> | undefined {
  const { summary, details, command } = controlUsage(name);
  if ('partOf' in command) return undefined;
  const { number } = command;
  const loader = loading(async () => (await import('../actions/control.js')).controlAction(name, number));
  const flags = {
    ...Object.fromEntries(command.flags.map((flag) => [flag.key, ownFlag(flag)])),
    ...whoFlags,
    ...outputFlag,
  };
  const examples = command.examples.map((line) => `  eci-replicator ${commandName(name)} ${line}`);
  const docs = {
    brief: summary,
    fullDescription: [`${summary}.`, '', ...details, '', 'Examples:', ...examples].join('\n'),
  };
  if (number === undefined) {
    const parameters = { flags, positional: runIdParameter };
    return buildCommand<ControlFlags, [id: string], CliContext>({ loader, parameters, docs });
  }
  const [id] = runIdParameter.parameters;
  return buildCommand<ControlFlags, [id: string, number: string], CliContext>({
    loader,
    parameters: {
      flags,
      positional: { kind: 'tuple', parameters: [id, { brief: number.brief, parse: String, placeholder: 'N' }] },
    },
    docs,
  });
}

function ownFlag({ placeholder, brief }: ControlFlag) {
  return textFlag(placeholder, brief);
}
