/** On paper nothing scrolls, signs keep their ground, and what is unfolded is printed. */
export const PRINT = `
@page { size: A4 landscape; margin: 12mm; }
@media print {
  html { font-size: 75%; }
  body { max-width: none; padding: 0; }
  .skip, .tools label { display: none; }
  .scroll, .scroll.tall { overflow: visible; max-height: none; border: 0; }
  thead th, .matrix tbody th, .matrix thead th:first-child { position: static; }
  tr, .group > h3, figure { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  section { margin-top: 1.5rem; }
  th, td { padding: 0.2rem 0.5rem; }
  td { white-space: normal; overflow-wrap: anywhere; }
  .compact td { width: 1.6rem; border: 1px solid var(--line); }
  .mark, td.ready, td.failed, td.conflict, td.pending, td.skipped { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .chart { min-width: 0; }
}`;
