import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { ConnectionOptions } from '@temporalio/client';
import { endpointOf } from './endpoint-of.js';

type Connection = Pick<ConnectionOptions, 'tls' | 'metadata'> & { readonly address: string; readonly apiKey?: string };

/**
 * Why no connection can be made with these settings, whatever the server; `undefined`: nothing is known against them. The
 * client libraries would take them, and fail later with a time-out or another error that names no setting.
 */
export function settingsProblem({ address, apiKey, tls, metadata = {} }: Connection): string | undefined {
  if (endpointOf(address) === undefined) return `the address ${JSON.stringify(address)} is not host:port`;
  const header = [['API key', apiKey ?? ''], ...Object.entries(metadata)].find(([, value]) => !isHeader(value));
  if (header !== undefined) {
    return `the ${header[0]} contains a character that cannot be sent, perhaps a trailing newline`;
  }
  return tls === undefined || tls === null || typeof tls === 'boolean' ? undefined : tlsProblem(tls);
}

function tlsProblem({ clientCertPair, serverRootCACertificate }: Exclude<NonNullable<Connection['tls']>, boolean>) {
  return (
    problemOf('the CA certificate of the server', () => {
      return serverRootCACertificate === undefined ? undefined : new X509Certificate(serverRootCACertificate);
    }) ??
    problemOf('the client certificate with its key', () => {
      if (clientCertPair === undefined || clientCertPair === null) return undefined;
      return createSecureContext({ cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) });
    })
  );
}

function problemOf(what: string, read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return `${what} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What HTTP/2 takes as the value of a header. Binary metadata is encoded, so it may be anything. */
function isHeader(value: unknown): boolean {
  return typeof value !== 'string' || /^[ -~]*$/.test(value);
}
