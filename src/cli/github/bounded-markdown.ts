/**
 * Markdown that takes at most so many bytes: whole lines, and where lines were left out a sentence that says so. No room for
 * the sentence either: nothing.
 *
 * @param bytes as UTF-8.
 * @param sentence told instead of the rest.
 */
export function boundedMarkdown(markdown: string, bytes: number, sentence: string): string {
  if (Buffer.byteLength(markdown) <= bytes) return markdown;
  const end = `\n${sentence}\n`;
  let room = bytes - Buffer.byteLength(end);
  if (room < 0) return '';
  const kept: string[] = [];
  for (const line of markdown.split('\n')) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    kept.push(`${line}\n`);
  }
  return kept.join('') + end;
}
