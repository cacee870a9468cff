import { proposeCompletions, ExitCode as StricliExitCode, run, type StricliProcess } from '@stricli/core';
import { buildCli, COMPLETE } from './application.js';
import type { CliContext, CliSurroundings } from './context.js';
import { ExitCode } from './exit-code.js';

/** Runs one command line, without the name of the program, and resolves to its exit code. An error of a command does not reject. */
export async function runCli(inputs: readonly string[], surroundings: CliSurroundings): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok;
  const context: CliContext = {
    ...surroundings,
    exitWith: (code) => {
      exitCode = code;
    },
  };
  if (inputs[0] === COMPLETE) {
    await complete(inputs.slice(2), context);
    return exitCode;
  }
  const process: StricliProcess = { ...streamsOf(context), env: context.process.env };
  await run(buildCli(), inputs, { process, forCommand: () => context });
  return process.exitCode === StricliExitCode.Success ? exitCode : exitCodeOfStricli(Number(process.exitCode));
}

/** Prints the completions of a line for the shell. @param inputs the words of the line, without the name of the program. */
async function complete(inputs: readonly string[], context: CliContext): Promise<void> {
  const words = context.process.env['COMP_LINE']?.endsWith(' ') === true ? [...inputs, ''] : inputs;
  const process: StricliProcess = { ...streamsOf(context), env: context.process.env };
  const proposals = await proposeCompletions(buildCli(), words, { process, forCommand: () => context });
  for (const { completion } of proposals) context.process.stdout.write(`${completion}\n`);
}

function streamsOf({ process: { stdout, stderr } }: CliContext): Pick<StricliProcess, 'stdout' | 'stderr'> {
  return { stdout, stderr };
}

/** stricli's own codes are negative: input that it cannot parse is wrong usage, anything else is unexpected. */
function exitCodeOfStricli(code: number): ExitCode {
  const known = Object.values(ExitCode).find((own) => own === code);
  if (known !== undefined) return known;
  const misused: number[] = [StricliExitCode.InvalidArgument, StricliExitCode.UnknownCommand];
  return misused.includes(code) ? ExitCode.usage : ExitCode.failed;
}
