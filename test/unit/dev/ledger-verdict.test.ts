import { describe, expect, it } from 'vitest';
import { inReverse } from '../../../src/dev/dev-environment.js';
import { ledgerVerdict } from '../../../src/dev/ledger-verdict.js';
import { duplicatesIn, type Ledger, type LedgerEntry } from '../../../src/simulator/ledger.js';

function entry(dataCacheId: string, generation: number): LedgerEntry {
  const place = { sourceRegion: 'cn-hongkong', source: 'edc-1', region: 'cn-beijing', bucket: 'models', path: '/a' };
  return { dataCacheId, ...place, generation, clientToken: 'er1-x', at: 0, tags: {} };
}

function ledger(...billed: LedgerEntry[]): Ledger {
  return { billed, duplicates: duplicatesIn(billed), calls: {}, refusals: {}, faults: {} };
}

describe("the ledger's verdict", () => {
  it.each([
    ['nothing', ledger(), '0 copies billed, none twice'],
    ['one copy', ledger(entry('a', 0)), '1 copy billed, none twice'],
    [
      'a copy of a later generation',
      ledger(entry('a', 0), entry('b', 1)),
      '2 copies billed (1 of them after an earlier generation had ended), none twice',
    ],
  ])('on %s is good', (_what, given, text) => {
    expect(ledgerVerdict(given)).toEqual({ paidOnce: true, text });
  });

  it('lists what was billed twice', () => {
    const { paidOnce, text } = ledgerVerdict(ledger(entry('a', 0), entry('b', 0)));
    expect(paidOnce).toBe(false);
    expect(text).toContain('edc-1 to cn-beijing, generation 0: a, b');
  });
});

describe('stopping in reverse', () => {
  it('stops the last first, and the others even if one fails', async () => {
    const stopped: string[] = [];
    const step =
      (name: string, fails = false) =>
      () => {
        stopped.push(name);
        return fails ? Promise.reject(new Error(`${name} hangs`)) : Promise.resolve();
      };
    await expect(inReverse([step('first'), step('second', true), step('third')])).rejects.toThrow(
      'not everything was stopped: second hangs',
    );
    expect(stopped).toEqual(['third', 'second', 'first']);
  });
});
