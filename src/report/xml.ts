/** An XML element. `children` are elements, or one text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children?: readonly XmlElement[] | string;
}

/** The document as text, one element a line. Element and attribute names are the caller's own and not escaped. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, '')}\n`;
}

/** Text that may stand in an element or in a quoted attribute; what XML 1.0 cannot say at all is replaced by U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '\uFFFD').replace(/[&<>"'\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}

/** Control characters and lone surrogates have no form in XML 1.0, escaped or not. */
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

/** Whitespace other than a space would be read back as a space in an attribute. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function element({ name, attributes, children = [] }: XmlElement, indent: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  const open = `${indent}<${name}${written.join('')}`;
  if (typeof children === 'string') return `${open}>${escapeXml(children)}</${name}>`;
  if (children.length === 0) return `${open}/>`;
  return `${open}>\n${children.map((child) => element(child, `${indent}  `)).join('\n')}\n${indent}</${name}>`;
}
