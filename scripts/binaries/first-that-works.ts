/** The result of one way to obtain a binary: the path of the executable, or the reason why there is none. */
export type Attempt = { readonly path: string } | { readonly reason: string };

/** One way to obtain a binary. It throws only to end the search, for example because of an invalid setting. */
export interface Step {
  /** The step's name in messages, for example `the SDK's download`. */
  readonly name: string;
  attempt(): Promise<Attempt>;
}

/**
 * Tries the steps in order and returns the first path.
 *
 * @param choices - what the user can do if nothing works, one sentence each.
 * @throws Error that lists the reason of every step, then the choices.
 */
export async function firstThatWorks(
  binary: string,
  steps: readonly Step[],
  choices: readonly string[],
): Promise<string> {
  const reasons: string[] = [];
  for (const step of steps) {
    // One after another: later steps take minutes and run only if the earlier ones fail.
    const attempt = await step.attempt();
    if ('path' in attempt) return attempt.path;
    reasons.push(`${step.name}: ${attempt.reason}`);
  }
  throw new Error(
    [
      `There is no ${binary}. Tried:`,
      ...reasons.map((reason) => `  - ${reason}`),
      'Choose one:',
      ...choices.map((choice) => `  - ${choice}`),
    ].join('\n'),
  );
}
