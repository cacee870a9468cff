import { proposeCompletions, ExitCode as StricliExitCode, run, type StricliProcess } from '@stricli/core';
import { buildCli } from './application.js';
import { COMPLETE } from './commands/completion.js';
import type { CliContext, CliSurroundings } from './context.js';
import { ExitCode } from './exit-code.js';

/** Runs one command line, without the program's name, and resolves to its exit code. Never rejects for what a user did. */
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

/** Prints what may come next on the line that a shell has so far; the program's own name is not among the inputs. */
async function complete(inputs: readonly string[], context: CliContext): Promise<void> {
  const begun = context.process.env['COMP_LINE']?.endsWith(' ') === true ? [...inputs, ''] : inputs;
  const process: StricliProcess = { ...streamsOf(context), env: context.process.env };
  const proposals = await proposeCompletions(buildCli(), begun, { process, forCommand: () => context });
  for (const { completion } of proposals) context.process.stdout.write(`${completion}\n`);
}

function streamsOf({ process: { stdout, stderr } }: CliContext): Pick<StricliProcess, 'stdout' | 'stderr'> {
  return { stdout, stderr };
}

/** The framework's own codes are negative: what it could not understand is wrong usage, all else nobody expected. */
function exitCodeOfStricli(code: number): ExitCode {
  const known = Object.values(ExitCode).find((own) => own === code);
  if (known !== undefined) return known;
  const misused: number[] = [StricliExitCode.InvalidArgument, StricliExitCode.UnknownCommand];
  return misused.includes(code) ? ExitCode.usage : ExitCode.failed;
}
