/**
 * Runs the steps one after another, the last first, each whether or not those before it failed.
 *
 * @throws AggregateError when any failed.
 */
export async function inReverse(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps.toReversed()) {
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    const told = errors.map((error) => (error instanceof Error ? error.message : String(error)));
    throw new AggregateError(errors, `not everything was stopped: ${told.join('; ')}`);
  }
}
