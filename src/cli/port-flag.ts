/**
 * Reads a port, 1–65535.
 *
 * @throws Error with a sentence.
 */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new Error('a port is a number from 1 to 65535');
  return port;
}
