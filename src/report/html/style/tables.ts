export const TABLES = `
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
