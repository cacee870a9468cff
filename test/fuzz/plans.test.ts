import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readPlan } from '../../src/plan/plan-document.js';
import { parsePruneInput, parseRunInput } from '../../src/plan/run-input.js';
import { decodeText } from '../../src/plan/text/decode-text.js';
import { validatePlan } from '../../src/plan/validate-plan.js';
import { fuzzOptions } from '../support/fuzz-options.js';
import { oddPlanBytes, oddPlanDocument, oddPlanText } from '../support/odd-plans.js';

const { seed, times } = fuzzOptions();
const PLANS = 300 * times;
/** Microseconds of CPU of the whole process, garbage collection included: far above what any plan takes. */
const HELD_TOO_LONG = 3_000_000;
/** A hundred, and how many more there are. */
const MOST_PROBLEMS = 101;

let tried = 0;

/** A check that throws nothing, reports a bounded number of problems and does not hold the thread. */
function check(read: () => object): void {
  const before = process.cpuUsage();
  const answer = read();
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(HELD_TOO_LONG);
  if ('problems' in answer) expect((answer.problems as unknown[]).length).toBeLessThanOrEqual(MOST_PROBLEMS);
  tried += 1;
}

describe('an odd plan is refused with problems, or valid', () => {
  const options = { seed, numRuns: PLANS };

  afterAll(() => {
    process.stdout.write(`fuzz: ${tried} odd plans, seed ${seed}\n`);
  });

  it('as text', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(oddPlanText(), (text) => check(() => readPlan(text))),
      options,
    );
  });

  it('as bytes', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(oddPlanBytes(), (bytes) => check(() => decodedPlan(bytes))),
      options,
    );
  });

  it('as a document', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(oddPlanDocument(), (document) => {
        check(() => validatePlan(document));
        check(() => parseRunInput({ plan: document }));
        check(() => parsePruneInput({ plan: document }));
      }),
      options,
    );
  });
});

function decodedPlan(bytes: Uint8Array): object {
  const decoded = decodeText(bytes);
  return 'text' in decoded ? readPlan(decoded.text) : decoded;
}
