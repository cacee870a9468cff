import { describe, expect, it } from 'vitest';
import type { ScenarioInput } from '../../../src/simulator/scenario.js';
import { simulated } from './simulated.js';

type Open = NonNullable<ScenarioInput['open']>;
type World = Awaited<ReturnType<typeof simulated>>;

/** An open question about the API, how the test asks it, and what each answer of the simulator looks like. */
export type OpenQuestion = readonly [
  question: string,
  ask: (world: World) => Promise<unknown>,
  answers: readonly (readonly [Open, unknown])[],
];

/** Tests that the simulator gives each answer, through the real SDK. */
export function testOpenQuestions(questions: readonly OpenQuestion[]): void {
  describe.each(questions)('the open question %s', (_question, ask, answers) => {
    it.each(answers)('with %o has the answer %o', async (open, expected) => {
      // With a copy time of a minute, the copy can be described before it is Available.
      expect(await ask(await simulated({ open, copyTime: '1m' }))).toEqual(expected);
    });
  });
}
