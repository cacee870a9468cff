/** A Markdown table, a line each row; the cells may hold anything. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [tableRow(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(tableRow)];
}

/** The service's words may hold anything: none of it may end a cell, or become HTML or a link. */
export function markdownText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|`*_<>[\]&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(' | ')} |`;
}
