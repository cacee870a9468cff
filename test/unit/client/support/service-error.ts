/** The error when the server rejects a call. @param code of gRPC. */
export function serviceError(code: number, details: string): Error {
  return Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: {} });
}
