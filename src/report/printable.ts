/** Text for a terminal or a label, on one line: the service's words may hold anything, escape sequences too. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
