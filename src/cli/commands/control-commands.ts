import { outputFlag, type OutputFlags, runIdParameter } from '../flags.js';
import { buildCommand, type Command, numberParser } from '@stricli/core';
import {
  type ControlFlag,
  type ControlInput,
  type ControlName,
  commandName,
  controlOf,
  CONTROLS,
} from '../../controls/controls.js';
import { defined } from '../../defined.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { ExitCode } from '../exit-code.js';
import { noticeOtherTaskQueue } from '../other-task-queue.js';
import { printData, printJson } from '../print.js';
import { withTemporal } from '../with-temporal.js';

/** The flags of every control; each may have text flags of its own as well. */
interface Flags extends OutputFlags {
  readonly by?: string;
  readonly reason?: string;
}

const text = { kind: 'parsed', parse: String, optional: true } as const;

const commonFlags = {
  by: {
    ...text,
    placeholder: 'NAME',
    brief: 'Who sends it, kept in the report. Default: the user of this machine or job',
  },
  reason: { ...text, placeholder: 'TEXT', brief: 'Why, kept in the report' },
  ...outputFlag,
} as const;

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
  const flags = { ...Object.fromEntries(command.flags.map((flag) => [flag.key, ownFlag(flag)])), ...commonFlags };
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
      const read = idAndNumber(first, second, number.subject);
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
  return { ...text, placeholder, brief };
}

/** Sends a control to the run that `id` names, and prints the answer of the run. */
async function sendControl(
  context: CliContext,
  id: string,
  name: ControlName,
  { output, by = userOf(context.process.env), reason, ...own }: Flags,
  number: Readonly<Record<string, number>>,
): Promise<void> {
  const place = defined(own);
  const refusal = controlOf(name).refusal?.(place);
  if (refusal !== undefined) throw new CliError(ExitCode.usage, refusal);
  const [{ findRun }, { controlRun }] = await Promise.all([
    import('../../client/find-run.js'),
    import('../../client/control-run.js'),
  ]);
  await withTemporal(context, undefined, async (client) => {
    const run = await findRun(client, id);
    await noticeOtherTaskQueue(context, client, run);
    // The run checks the input, whoever sends it.
    const input = { ...place, ...number, ...defined({ by, reason }) } as ControlInput;
    const answer = await controlRun(client, run, name, input);
    if (output === 'json') return printJson(context, { ...run, control: name, answer });
    printData(context, `${run.workflowId}: ${answer}`);
  });
}

/** The user of a pipeline's job says nothing about who started it. */
function userOf(env: NodeJS.ProcessEnv): string | undefined {
  return [env['GITHUB_ACTOR'], env['GITLAB_USER_LOGIN'], env['USER'], env['LOGNAME']].find((name) => name);
}

/** Reads `ID N`, in either order; if both are numbers, the first is the name of a plan. */
function idAndNumber(first: string, second: string, subject: string): { id: string; number: number } {
  const [id, digits] = isNumber(first) && !isNumber(second) ? [second, first] : [first, second];
  if (!isNumber(digits)) throw new CliError(ExitCode.usage, `${subject} is a whole number from 1, not ${digits}.`);
  return { id, number: numberParser(digits) };
}

function isNumber(digits: string): boolean {
  return /^[1-9]\d{0,8}$/.test(digits);
}
