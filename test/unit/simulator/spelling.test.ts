import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openQuestions } from '../../../src/simulator/settings/open-questions.js';
import { spelledPlace } from '../../../src/simulator/spelling.js';

const spelling = fc.constantFrom(...openQuestions.shape.spelling.unwrap().options);
const text = fc.string({ unit: fc.constantFrom('/', 'a', 'B', 'é', 'e\u0301', ' ', '%', '%20', '%2F', '~') });

describe('the spelling of the service', () => {
  it('is the same when it is given back to the service', () => {
    const place = fc.record({ bucket: text, path: text.map((rest) => `/${rest}`), name: text });
    fc.assert(
      fc.property(spelling, place, (how, given) => {
        const written = spelledPlace(how, given);
        expect(spelledPlace(how, written)).toEqual(written);
      }),
    );
  });

  it('never empties a path', () => {
    fc.assert(fc.property(spelling, (how) => spelledPlace(how, { bucket: 'b', path: '/', name: 'n' }).path !== ''));
  });
});
