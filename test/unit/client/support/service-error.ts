/** What the client throws when the server refuses a call; `code` is gRPC's. */
export function serviceError(code: number, details: string): Error {
  return Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: {} });
}
