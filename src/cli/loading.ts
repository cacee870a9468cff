import type { CliContext } from './context.js';

/** What a command does. It is loaded when the command is run: help, completion and the version need none of it. */
export type Action<Flags, Arguments extends readonly unknown[]> = (
  context: CliContext,
  flags: Flags,
  ...args: Arguments
) => Promise<void>;

/** The loader of a command in the form that stricli expects, which passes the context as `this`. */
export function loading<Flags, Arguments extends readonly unknown[]>(load: () => Promise<Action<Flags, Arguments>>) {
  return async () => {
    const action = await load();
    return function (this: CliContext, flags: Flags, ...args: Arguments): Promise<void> {
      return action(this, flags, ...args);
    };
  };
}
