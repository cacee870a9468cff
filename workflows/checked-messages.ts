import type { QueryDefinition, SignalDefinition } from '@temporalio/common';
import { ApplicationFailure, defineQuery, defineSignal, log, setHandler, workflowInfo } from '@temporalio/workflow';
import type { z } from 'zod';
import { checkArgument } from '../src/controls/check-argument.js';

/**
 * The only way in which a workflow takes arguments. Anybody can send any message from the UI, and an exception in a handler
 * fails the workflow's task for ever, so each argument is checked against the schema of its message before it is used.
 *
 * Schemas demand what the handlers need and drop what they do not know: an earlier or later version may send more.
 */
export interface CheckedSignal<T> extends SignalDefinition<[T]> {
  readonly schema: z.ZodType<T>;
}

/** A query with at most one argument. */
export interface CheckedQuery<Answer, T> extends QueryDefinition<Answer, [T?]> {
  readonly schema: z.ZodType<T>;
}

export function checkedSignal<T>(name: string, schema: z.ZodType<T>): CheckedSignal<T> {
  return Object.assign(defineSignal<[T]>(name), { schema });
}

export function checkedQuery<Answer, T>(name: string, schema: z.ZodType<T>): CheckedQuery<Answer, T> {
  return Object.assign(defineQuery<Answer, [T?]>(name), { schema });
}

/**
 * Handles a signal. One whose argument is not valid is ignored and logged: nobody waits for an answer to a signal.
 *
 * @param handle returns why it ignores a valid signal, if it does: a predicate such as `names a region that …`.
 */
export function onSignal<T>(
  signal: CheckedSignal<T>,
  handle: (value: T) => string | undefined | void,
  description: string,
): void {
  setHandler(
    signal,
    (...args: readonly unknown[]) => {
      const checked = checkArgument(signal.schema, args[0]);
      const problem = 'problem' in checked ? checked.problem : handle(checked.value);
      if (typeof problem === 'string') log.warn('a signal was ignored', { signal: signal.name, problem });
    },
    { description },
  );
}

/** Answers a query. One whose argument is not valid is answered with a sentence. */
export function onQuery<Answer, T>(
  query: CheckedQuery<Answer, T>,
  answer: (value: T) => Answer,
  description: string,
): void {
  setHandler(
    query,
    (...args: readonly unknown[]) => {
      // The UI sends an argument only if its form is filled in.
      const checked = checkArgument(query.schema, args[0] ?? {});
      if ('problem' in checked) throw new RangeError(`The argument is not valid: ${checked.problem}.`);
      return answer(checked.value);
    },
    { description },
  );
}

/** Answers a query that takes no argument. Any that is sent is ignored. */
export function onPlainQuery<Answer>(query: QueryDefinition<Answer>, answer: () => Answer, description: string): void {
  setHandler(query, () => answer(), { description });
}

/**
 * Refuses to run a workflow with an input that it cannot use, or by hand.
 *
 * @param args all arguments of the workflow.
 * @param starter what starts this workflow, for the sentence: `replicate`.
 * @throws `InvalidInput`
 */
export function checkInput(schema: z.ZodType, args: readonly unknown[], starter: string): void {
  const { parent, continuedFromExecutionRunId, workflowType } = workflowInfo();
  const instead = `The workflow \`${workflowType}\` is started by \`${starter}\`: start \`${starter}\` instead`;
  const checked = checkArgument(schema, args[0]);
  if ('problem' in checked) throw invalidInput(`${instead}. The input is not valid: ${checked.problem}.`);
  if (parent === undefined && continuedFromExecutionRunId === undefined) throw invalidInput(`${instead}.`);
}

/**
 * The input of a workflow that may be started by hand.
 *
 * @param expected a clause, for the sentence: `inspectWorker takes a list of regions`.
 * @throws `InvalidInput`
 */
export function checkedInput<T>(schema: z.ZodType<T>, input: unknown, expected: string): T {
  const checked = checkArgument(schema, input);
  if ('problem' in checked) throw invalidInput(`${expected}: ${checked.problem}`);
  return checked.value;
}

function invalidInput(sentence: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(sentence, 'InvalidInput');
}
