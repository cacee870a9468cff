import type { Ledger } from '../simulator/ledger.js';

/** Whether the simulator's ledger shows that no copy was billed twice, and a sentence about it. */
export interface LedgerVerdict {
  readonly paidOnce: boolean;
  readonly text: string;
}

/** Counts the billed copies, and lists every copy that was billed more than once. */
export function ledgerVerdict({ billed, duplicates }: Ledger): LedgerVerdict {
  const copies = `${billed.length} ${billed.length === 1 ? 'copy' : 'copies'} billed`;
  if (duplicates.length === 0) {
    const again = billed.filter(({ generation }) => generation !== null && generation > 0).length;
    const why = again === 0 ? '' : ` (${again} of them after an earlier generation had ended)`;
    return { paidOnce: true, text: `${copies}${why}, none twice` };
  }
  const lines = duplicates.map((group) => {
    const [first] = group;
    const ids = group.map(({ dataCacheId }) => dataCacheId).join(', ');
    return `  ${first?.source ?? ''} to ${first?.region ?? ''}, generation ${first?.generation ?? 'none'}: ${ids}`;
  });
  return { paidOnce: false, text: [`${copies}, ${duplicates.length} of them more than once:`, ...lines].join('\n') };
}
