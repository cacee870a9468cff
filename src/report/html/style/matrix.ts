import { OUTCOME_SIGNS } from '../outcome-signs.js';

// The empty text after the slash: a reader that speaks has the cell's word.
const signs = Object.entries(OUTCOME_SIGNS)
  .map(([outcome, sign]) => `.matrix td.${outcome}::before { content: "${sign}" / ""; }`)
  .join('\n');

/** Compact cells show the sign alone; their word stays for those who listen. */
export const MATRIX = `
.tools { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.5rem 2rem; margin-bottom: 0.75rem; font-size: 0.875rem; }
.tools label { display: flex; gap: 0.5rem; align-items: center; cursor: pointer; }
.tools input { width: 1.1rem; height: 1.1rem; accent-color: var(--accent); }
#matrix:has(#only-unready:checked) .whole { display: none; }
.matrix { width: auto; min-width: 100%; }
.matrix td { min-width: 0; border-left: 1px solid var(--ground); border-bottom: 1px solid var(--ground); white-space: nowrap; vertical-align: middle; }
.matrix td b { font-weight: 500; }
.matrix td::before { margin-right: 0.4em; font-weight: 700; }
${signs}
.matrix tbody th { position: sticky; left: 0; z-index: 1; background: var(--ground); border-right: 1px solid var(--line); }
.matrix tbody small { display: block; max-width: 26rem; overflow: hidden; text-overflow: ellipsis; }
.matrix thead th { vertical-align: bottom; }
.matrix thead th:first-child { left: 0; z-index: 2; border-right: 1px solid var(--line); }
.matrix thead small { display: block; }
.compact td { position: relative; width: 1.9rem; padding: 0.1rem 0; text-align: center; }
.compact td::before { margin: 0; }
.compact thead th:not(:first-child) { padding: 0.5rem 0; text-align: center; }
.compact .region { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); line-height: 1.05; }
.compact tbody th { padding-block: 0.1rem; }
.compact tbody small { display: inline-block; max-width: 18rem; margin-left: 0.5rem; vertical-align: bottom; }
@media (max-width: 40rem) { .matrix tbody th { position: static; } .matrix thead th:first-child { left: auto; } }`;
