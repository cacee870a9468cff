/** The message as JSON, with the bytes of payloads as text instead of base64. */
export function readable(message: object): string {
  const text = JSON.stringify(message, (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
  );
  return text.replaceAll('\\"', '"');
}
