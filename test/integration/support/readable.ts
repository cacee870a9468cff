/** As JSON, in which a payload's bytes are base64, with those as text. */
export function readable(message: object): string {
  const text = JSON.stringify(message, (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
  );
  return text.replaceAll('\\"', '"');
}
