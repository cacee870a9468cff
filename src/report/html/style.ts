import { OUTCOME_SIGNS } from './marks.js';

/** Ready copies are quiet, failures are loud. Every background and text colour pair has a contrast of at least 4.5, light and dark. */
const COLOURS = `
:root {
  color-scheme: light;
  --ground: #ffffff; --raised: #f6f7f8; --ink: #1c2127; --muted: #59636e; --line: #dce0e4; --accent: #0b5fb5;
  --ready: #e4f4e8; --ready-ink: #14602f;
  --failed: #b3261e; --failed-ink: #ffffff;
  --conflict: #7a2f8f; --conflict-ink: #ffffff;
  --pending: #ffeec2; --pending-ink: #654300;
  --skipped: #e9ecef; --skipped-ink: #47505a;
  --flow-ready: #2b8a4b; --flow-ready-edge: #2b8a4b; --flow-copying: #b5d4f5; --flow-copying-edge: #2f6db3;
  --wait-capacity: #b26a00; --wait-paused: #59636e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --ground: #111418; --raised: #1a1f24; --ink: #e6eaee; --muted: #a3adb8; --line: #2f363d; --accent: #7cb8f5;
    --ready: #14301f; --ready-ink: #8fdcaa;
    --failed: #ff8d83; --failed-ink: #330a06;
    --conflict: #d9a6ea; --conflict-ink: #2c0d36;
    --pending: #43330c; --pending-ink: #ffd978;
    --skipped: #2a3037; --skipped-ink: #b8c1ca;
    --flow-ready: #3fa864; --flow-ready-edge: #3fa864; --flow-copying: #24405c; --flow-copying-edge: #7cb8f5;
    --wait-capacity: #f0a83c; --wait-paused: #a3adb8;
  }
}
.ready { background: var(--ready); color: var(--ready-ink); }
.failed { background: var(--failed); color: var(--failed-ink); }
.conflict { background: var(--conflict); color: var(--conflict-ink); }
.pending, .partial, .running { background: var(--pending); color: var(--pending-ink); }
.skipped, .cancelled { background: var(--skipped); color: var(--skipped-ink); }`;

const LAYOUT = `
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 3rem) 3rem; max-width: 80rem;
  background: var(--ground); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; font-variant-numeric: tabular-nums;
}
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
small { font-size: 0.86em; color: var(--muted); font-weight: 400; }
p, h1, h2, h3, dl, dd, ul { margin: 0; }
h2 { font-size: 1.25rem; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; margin-bottom: 0.75rem; }
h3 { font-size: 1rem; font-weight: 600; }
section { margin-top: 3rem; scroll-margin-top: 1rem; }
section > p { color: var(--muted); margin-bottom: 0.75rem; max-width: 60rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
section:focus-visible { outline-offset: 0.75rem; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: 0.5rem 1rem; background: var(--ground); color: var(--accent); }
.skip:focus { top: 0.5rem; z-index: 3; }
.hidden, .compact td b {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.kind { color: var(--muted); }
.title { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; }
h1 { font-size: 2.25rem; line-height: 1.2; font-weight: 700; letter-spacing: -0.02em; overflow-wrap: anywhere; }
.mark { display: inline-block; padding: 0.05rem 0.6rem; border-radius: 1rem; font-weight: 600; white-space: nowrap; }
h1 + .mark { font-size: 1.05rem; padding: 0.2rem 0.9rem; }
.summary { margin-top: 0.25rem; font-size: 1.0625rem; }
.figures {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1.25rem 2rem;
  margin: 2rem 0 1.75rem; padding: 1.25rem 0; border-block: 1px solid var(--line);
}
.figures dt { color: var(--muted); }
.figures .value { font-size: 1.75rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.02em; }
.figures .detail { color: var(--muted); font-size: 0.875rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0.75rem 2rem; font-size: 0.875rem; }
.facts dt { color: var(--muted); }
.facts dd { overflow-wrap: anywhere; }
.key { display: flex; flex-wrap: wrap; gap: 0.35rem 0.5rem; padding: 0; list-style: none; font-size: 0.875rem; }
.group { margin-bottom: 1.5rem; padding-left: 1rem; border-left: 4px solid var(--line); }
.group.failed, .group.conflict, .group.pending, .group.skipped { background: none; color: inherit; }
.group.failed { border-color: var(--failed); }
.group.conflict { border-color: var(--conflict); }
.group.pending { border-color: var(--pending-ink); }
.group h3 { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.6rem; }
.group p { margin-top: 0.35rem; max-width: 55rem; overflow-wrap: anywhere; }
.group .mark { font-size: 0.875rem; }
details { margin-top: 0.15rem; }
summary { cursor: pointer; width: fit-content; padding: 0.15rem 0.25rem; }
summary small { margin-left: 0.35rem; }
details .scroll { margin: 0.35rem 0 0.75rem; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.875rem; }`;

// The empty text after the slash: a reader that speaks has the cell's word.
const signs = Object.entries(OUTCOME_SIGNS)
  .map(([outcome, sign]) => `.matrix td.${outcome}::before { content: "${sign}" / ""; }`)
  .join('\n');

/** Compact cells show the sign alone; their word stays for those who listen. */
const MATRIX = `
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

/** On paper nothing scrolls, signs keep their ground, and what is unfolded is printed. */
const PRINT = `
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

const TABLES = `
.scroll { overflow: auto; border: 1px solid var(--line); border-radius: 6px; }
.scroll.tall { max-height: min(80vh, 60rem); }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.875rem; }
th, td { padding: 0.4rem 0.75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--raised); color: var(--muted); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 500; white-space: nowrap; }
time { white-space: nowrap; }
td { white-space: nowrap; }
td:last-child { white-space: normal; overflow-wrap: break-word; min-width: 12rem; max-width: 40rem; }`;

const TIME_LINE = `
#time-line .key { gap: 0.35rem 1.5rem; margin-bottom: 0.75rem; }
#time-line .key svg { vertical-align: -2px; }
.patterns { position: absolute; }
.swatch { stroke: var(--line); }
.swatch.ready { fill: var(--flow-ready); stroke: var(--flow-ready); }
.swatch.copying { fill: var(--flow-copying); stroke: var(--flow-copying-edge); }
.swatch.capacity { fill: url(#wait-capacity); stroke: var(--wait-capacity); }
.swatch.paused { fill: url(#wait-paused); stroke: var(--wait-paused); }
.ground { fill: var(--ground); }
.stripe.capacity { fill: var(--wait-capacity); }
.stripe.paused { fill: var(--wait-paused); }
.chart { min-width: 46rem; padding: 0.5rem 0; }
.chart svg { display: block; width: 100%; height: auto; font-size: 12px; font-family: inherit; }
.chart text { white-space: pre; }`;

/** The style sheet of the page. PRINT comes last because it overrides the rest. */
export const STYLE = [COLOURS, LAYOUT, TABLES, MATRIX, TIME_LINE, PRINT].join('\n');
