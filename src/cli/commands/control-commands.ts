import { outputFlag, type OutputFlags, runIdParameter, textFlag, whoFlags, type WhoFlags } from '../flags.js';
import { buildCommand, type Command } from '@stricli/core';
import {
  type ControlFlag,
  type ControlInput,
  type ControlName,
  commandName,
  commandRefusal,
  controlOf,
  CONTROLS,
} from '../../controls/controls.js';
import { defined } from '../../defined.js';
import { CliError } from '../cli-error.js';
import { senderName } from '../sender.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { describeForControl } from '../describe-for-control.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

/** The flags of every control; each may have text flags of its own as well. */
type Flags = OutputFlags & WhoFlags;

/** One command per control that has its own, by the name of the control. */
export const controlCommands = Object.fromEntries(
  CONTROLS.flatMap((name) => {
    const command = controlCommand(name);
    return command === undefined ? [] : [[name, command]];
  }),
) as Readonly<Record<Exclude<ControlName, 'deleteOnCancel'>, Command<CliContext>>>;

function controlCommand(name: ControlName): Command<CliContext> | undefined {
  const { summary, details, command } = controlOf(name);
  if ('partOf' in command) return undefined;
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
  const { number } = command;
  if (number === undefined) {
    return buildCommand<Flags, [id: string], CliContext>({
      func(given, id) {
        return sendControl(this, id, name, given, {});
      },
      parameters: { flags, positional: runIdParameter },
      docs,
    });
  }
  const [id] = runIdParameter.parameters;
  return buildCommand<Flags, [id: string, number: string], CliContext>({
    async func(given, first, second) {
      const read = idAndNumber(first, second, number.key);
      await sendControl(this, read.id, name, given, { [number.key]: read.number });
    },
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

/** Sends a control to the run that `id` names, and prints the answer of the run. */
async function sendControl(
  context: CliContext,
  id: string,
  name: ControlName,
  { output, by = senderName(context.process.env), reason, ...own }: Flags,
  number: Readonly<Record<string, number>>,
): Promise<void> {
  const input = { ...defined(own), ...number, ...defined({ by, reason }) };
  // Here as well as in the run: one mistake has one answer, without a run and a worker.
  const refusal = commandRefusal(name, input);
  if (refusal !== undefined) throw new CliError(ExitCode.usage, refusal);
  const [{ findRun }, { controlRun }] = await Promise.all([
    import('../../client/find-run.js'),
    import('../../client/control-run.js'),
  ]);
  await withTemporal(context, undefined, async (client) => {
    const run = await findRun(client, id);
    await describeForControl(context, client, run);
    const answer = await controlRun(client, run, name, input as ControlInput);
    if (output === 'json') return printJson(context, { ...run, control: name, answer });
    printData(context, `${run.workflowId}: ${answer}`);
  });
}

/**
 * Reads `ID N`, in either order; if both are numbers, the first is the name of a plan. The run's own check says which numbers
 * are allowed.
 */
function idAndNumber(first: string, second: string, key: string): { id: string; number: number } {
  const [id, digits] = isNumber(first) && !isNumber(second) ? [second, first] : [first, second];
  if (!isNumber(digits))
    throw new CliError(ExitCode.usage, `\`${key}\` must be a number, not ${JSON.stringify(digits)}.`);
  return { id, number: Number(digits) };
}

function isNumber(digits: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(digits);
}
