import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../scripts/run/repository-root.js';
import { markdownTable } from '../src/report/markdown.js';
import { plainTable } from '../src/report/report-table.js';
import { isMet, type Section, type Target } from './sections/section.js';

/** Replaces the tables in docs/benchmarks.md. They are between two marks; the text around them is edited by hand. */
export async function writePage(parts: readonly string[]): Promise<void> {
  const file = join(repositoryRoot, 'docs/benchmarks.md');
  const page = await readFile(file, 'utf8');
  const marks = /(<!-- figures -->)[\s\S]*(<!-- \/figures -->)/;
  if (!marks.test(page)) throw new Error(`${file} has no marks for the figures`);
  const figures = parts.join('\n\n');
  await writeFile(
    file,
    page.replace(marks, (_, before: string, after: string) => `${before}\n\n${figures}\n\n${after}`),
  );
}

/** One section as plain text, for a terminal. */
export function sectionText({ title, about, table, targets }: Section): string {
  return [
    title,
    about,
    '',
    plainTable(table.head, table.rows),
    '',
    plainTable(['target of the full run', '', 'measured', ''], targets.map(targetRow)),
  ].join('\n');
}

/** One section as Markdown, for docs/benchmarks.md. */
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

/** A target as cells: what it is, the bound, the measured value, and whether it is met. */
export function targetRow(target: Target): string[] {
  const { what, measured, bound } = target;
  const wanted = 'atMost' in bound ? `at most ${number(bound.atMost)}` : `at least ${number(bound.atLeast)}`;
  return [what, wanted, number(measured), isMet(target) ? 'met' : 'not met'];
}

function number(value: number): string {
  return Number(value.toPrecision(value >= 1_000 ? 6 : 3)).toLocaleString('en');
}
