import MarkdownIt from 'markdown-it';

export interface MarkdownTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Markdown as GitHub renders it, HTML included. */
export interface ReadMarkdown {
  readonly headings: readonly string[];
  readonly tables: readonly MarkdownTable[];
  /** Tokens other than text, lists, tables and code: HTML, links and images. */
  readonly alien: readonly string[];
}

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number];

const KNOWN = /^(paragraph|heading|bullet_list|list_item|table|thead|tbody|tr|th|td)_(open|close)$/;
const KNOWN_INLINE = new Set(['text', 'text_special', 'code_inline', 'softbreak']);

export function readMarkdown(text: string): ReadMarkdown {
  const headings: string[] = [];
  const tables: { head: string[]; rows: string[][] }[] = [];
  const alien: string[] = [];
  let before: string | undefined;
  for (const token of new MarkdownIt({ html: true }).parse(text, {})) {
    const table = tables.at(-1);
    if (token.type === 'table_open') tables.push({ head: [], rows: [] });
    else if (token.type === 'tr_open' && table !== undefined) table.rows.push([]);
    else if (token.type === 'inline') {
      if (before === 'heading_open') headings.push(textOf(token));
      if (before === 'th_open') table?.head.push(textOf(token));
      if (before === 'td_open') table?.rows.at(-1)?.push(textOf(token));
      alien.push(...(token.children ?? []).filter(({ type }) => !KNOWN_INLINE.has(type)).map(({ type }) => type));
    } else if (!KNOWN.test(token.type) && token.type !== 'code_block') alien.push(token.type);
    before = token.type;
  }
  // The first row is that of the head, which has no body cells.
  return { headings, tables: tables.map(({ head, rows }) => ({ head, rows: rows.slice(1) })), alien };
}

function textOf({ children }: Token): string {
  return (children ?? []).map(({ content }) => content).join('');
}
