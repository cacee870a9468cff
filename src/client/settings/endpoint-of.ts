const DEFAULT_PORT = 7233;
/** As the libraries read it: a name or an IPv4 address, or an IPv6 address in brackets; and a port, which may be absent. */
const ADDRESS = /^(?:\[(?<ipv6>[0-9a-f.:]+)\]|(?<name>[\w.-]+))(?::(?<port>\d{1,5}))?$/i;

/** The host and port that an address of Temporal names, or `undefined` if it is not an address. */
export function endpointOf(address: string): { readonly host: string; readonly port: number } | undefined {
  const { ipv6, name, port = '' } = ADDRESS.exec(address)?.groups ?? {};
  const host = ipv6 ?? name;
  const number = port === '' ? DEFAULT_PORT : Number(port);
  return host === undefined || number > 65_535 ? undefined : { host, port: number };
}
