import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../src/payload/packing.js';
import { packVerdict, unpackVerdict } from '../../../src/reconcile/packed-verdicts.js';
import type { SurveyVerdict } from '../../../src/reconcile/survey-verdict.js';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const former = fc.record(
  { id: text, source: fc.constantFrom('edc-1', 'edc-2'), generation: fc.nat(), status: fc.constant('Failed' as const) },
  { requiredKeys: ['id', 'source', 'generation'] },
);
const formers = fc.array(former, { minLength: 1, maxLength: 3 });
const common = { generation: fc.nat(), deleteFirst: formers, deleteAfterwards: formers };
const verdict: fc.Arbitrary<SurveyVerdict> = fc.oneof(
  fc.record({ verdict: fc.constant('create' as const), ...common }, { requiredKeys: ['verdict', 'generation'] }),
  fc.record(
    { verdict: fc.constant('adopt' as const), ...common, id: text, status: text, expiresAt: text, reason: text },
    { requiredKeys: ['verdict', 'generation', 'id', 'status'] },
  ),
  fc.record(
    {
      verdict: fc.constantFrom('recreate' as const, 'renew' as const, 'supersede' as const),
      ...common,
      id: text,
      reason: text,
    },
    { requiredKeys: ['verdict', 'generation', 'id', 'reason'] },
  ),
  fc.record({
    verdict: fc.constant('conflict' as const),
    id: text,
    code: fc.constant('PathTaken' as const),
    reason: text,
  }),
);

describe('a packed verdict', () => {
  it('comes back as it was, through a payload, packed plainly or tightly', () => {
    const packing = fc.constantFrom(PLAIN, { ...PLAIN, sharesText: true });
    fc.assert(
      fc.property(verdict, packing, (one, how) => {
        expect(unpackVerdict(JSON.parse(JSON.stringify(packVerdict(one, 'edc-1', how))), 'edc-1')).toEqual(one);
      }),
    );
  });
});
