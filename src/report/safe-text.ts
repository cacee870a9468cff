/** Untrusted text on one line, for a terminal or a label: messages of the service may contain escape sequences. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
