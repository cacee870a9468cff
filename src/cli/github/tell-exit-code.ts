import type { CliContext } from '../context.js';
import { errorSentence } from '../error-sentence.js';
import { ExitCode } from '../exit-code.js';
import { exitCodeOfError } from '../exit-code-of-error.js';
import { Interrupted } from '../interruption.js';
import { annotate, setOutputs } from './github-job.js';

type Command<Flags> = (this: CliContext, flags: Flags, about: string) => Promise<void>;

/**
 * In GitHub Actions: the command's exit code as the output `exit-code`, which a later step can branch on where this one may
 * fail, and what it was refused for as an annotation.
 */
export function tellingExitCode<Flags>(command: Command<Flags>): Command<Flags> {
  return async function (flags, about) {
    let code: ExitCode = ExitCode.ok;
    const exitWith = (given: ExitCode) => {
      code = given;
      this.exitWith(given);
    };
    try {
      await command.call({ ...this, exitWith }, flags, about);
    } catch (error) {
      code = exitCodeOfError(error);
      if (!(error instanceof Interrupted)) annotate(this, 'error', errorSentence(error));
      throw error;
    } finally {
      await setOutputs(this, { 'exit-code': String(code) });
    }
  };
}
