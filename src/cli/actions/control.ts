import { controlRun } from '../../client/control-run.js';
import { findRun } from '../../client/find-run.js';
import type { ControlName } from '../../controls/control-usage.js';
import { type ControlInput, commandRefusal } from '../../controls/controls.js';
import { defined } from '../../defined.js';
import { CliError } from '../cli-error.js';
import type { CliContext } from '../context.js';
import { describeForControl } from '../describe-for-control.js';
import { ExitCode } from '../exit-code.js';
import type { OutputFlags, WhoFlags } from '../flags.js';
import { printData, printJson } from '../print.js';
import { senderName } from '../sender.js';
import { withTemporal } from '../with-temporal.js';

/** The flags of every control; each may have text flags of its own as well. */
export type ControlFlags = OutputFlags & WhoFlags;

/**
 * Sends the control `name` to the run that an id names, and prints the answer of the run.
 *
 * @param number how the second argument is read, if the control has one.
 */
export function controlAction(name: ControlName, number?: { readonly key: string }) {
  return async function (context: CliContext, flags: ControlFlags, first: string, second = ''): Promise<void> {
    if (number === undefined) return sendControl(context, first, name, flags, {});
    const read = idAndNumber(first, second, number.key);
    await sendControl(context, read.id, name, flags, { [number.key]: read.number });
  };
}

async function sendControl(
  context: CliContext,
  id: string,
  name: ControlName,
  { output, by = senderName(context.process.env), reason, ...own }: ControlFlags,
  number: Readonly<Record<string, number>>,
): Promise<void> {
  const input = { ...defined(own), ...number, ...defined({ by, reason }) };
  // Here as well as in the run: one mistake has one answer, without a run and a worker.
  const refusal = commandRefusal(name, input);
  if (refusal !== undefined) throw new CliError(ExitCode.usage, refusal);
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
