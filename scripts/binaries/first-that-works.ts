/** What one way of getting a binary came to: the executable's path, or why there is none. */
export type Attempt = { readonly path: string } | { readonly reason: string };

/** One way of getting a binary. It throws only for what must end the search, such as a wrong setting. */
export interface Step {
  /** As the message names it: `the SDK's download`. */
  readonly name: string;
  attempt(): Promise<Attempt>;
}

/**
 * Tries the steps in order and returns the first path.
 *
 * @param choices - what a person can do when nothing works, one sentence each.
 * @throws Error with one message: every step's reason, then the choices.
 */
export async function firstThatWorks(
  binary: string,
  steps: readonly Step[],
  choices: readonly string[],
): Promise<string> {
  const reasons: string[] = [];
  for (const step of steps) {
    // Each step is tried only when those before it came to nothing: the later ones take minutes.
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
