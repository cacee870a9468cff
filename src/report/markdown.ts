/** A Markdown table, one line per row. Cells may contain any text. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [tableRow(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(tableRow)];
}

/** Escapes untrusted text, so that it cannot end a table cell or become HTML or a link. */
export function markdownText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|`*_<>[\]&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Untrusted text on one line, as code: between more backquotes than it has in a row. */
export function markdownCode(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(' | ')} |`;
}
