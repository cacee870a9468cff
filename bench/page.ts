import { markdownTable } from '../src/report/markdown.js';
import { isMet, type Section, type Target } from './sections/section.js';

/** One section as Markdown, as it stands in docs/benchmarks.md. */
export function sectionMarkdown({ title, about, table, targets }: Section): string {
  return [
    `### ${title}`,
    '',
    about,
    '',
    ...markdownTable(table.head, table.rows),
    '',
    ...markdownTable(['target', 'bound', 'measured', 'result'], targets.map(targetRow)),
  ].join('\n');
}

/** A target as cells: what, the bound, what was measured, whether it is met. */
export function targetRow(target: Target): string[] {
  const { what, measured, bound } = target;
  const wanted = 'atMost' in bound ? `at most ${number(bound.atMost)}` : `at least ${number(bound.atLeast)}`;
  return [what, wanted, number(measured), isMet(target) ? 'met' : 'not met'];
}

function number(value: number): string {
  return Number(value.toPrecision(value >= 1_000 ? 6 : 3)).toLocaleString('en');
}
