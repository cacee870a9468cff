/** A Markdown table, one line per row. Cells may contain any text. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [tableRow(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(tableRow)];
}

/** Escapes untrusted text, so that it cannot end a table cell or become HTML or a link. */
export function markdownText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|`*_<>[\]&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(' | ')} |`;
}
