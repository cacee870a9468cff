export const LAYOUT = `
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
