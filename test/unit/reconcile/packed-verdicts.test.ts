import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IndexedVerdict, packVerdicts, unpackVerdicts } from '../../../src/reconcile/packed-verdicts.js';
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

const reasons = 160;

describe('packed verdicts', () => {
  it('come back as they were, through a payload', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), verdict)), (verdicts) => {
        expect(unpackVerdicts(JSON.parse(JSON.stringify(packVerdicts(verdicts, reasons))))).toEqual(verdicts);
      }),
    );
  });

  it('cut long reasons and nothing else', () => {
    const conflict = { verdict: 'conflict', id: 'edc-1', code: 'PathTaken', reason: 'x'.repeat(200) } as const;
    expect(packVerdicts([[0, conflict]], 9)).toEqual([[0, { ...conflict, reason: 'x'.repeat(9) }]]);
  });

  it.each([{ verdict: 'maybe' }, {}, null])('are rejected, never guessed at, with %j', (unknown) => {
    const packed = [[0, unknown]] as unknown as IndexedVerdict[];
    expect(() => unpackVerdicts(packed)).toThrow(RangeError);
  });
});
