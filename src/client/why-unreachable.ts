import net from 'node:net';
import tls from 'node:tls';
import { endpointOf } from './settings/endpoint-of.js';
import type { TemporalSettings } from './settings/temporal-settings.js';

/** Ms for a connection, and for a handshake. */
const PROBE_MS = 3_000;
/** With TLS 1.3 the server refuses a client's certificate only after the handshake, ms. */
const REFUSAL_MS = 300;

/**
 * Why no connection to this server succeeds. The client library says only that it did not connect in time, so this opens a
 * connection of its own, with the same certificates, and looks at what happens.
 */
export async function whyUnreachable({
  address,
  connection,
}: Pick<TemporalSettings, 'address' | 'connection'>): Promise<string> {
  const target = endpointOf(address);
  if (target === undefined) return 'the address is not host:port';
  const settings = connection.tls ?? false;
  try {
    if (settings !== false) await shakeHands(target, settings === true ? {} : settings);
    else await connected(net.connect(target), 'connect');
  } catch (error) {
    return reasonOf(error, target.host);
  }
  const advice = settings === false ? '; it may require TLS, which is off' : '';
  return `it accepts connections and does not answer as Temporal does${advice}`;
}

type TlsSettings = Exclude<TemporalSettings['connection']['tls'], boolean | null | undefined>;

async function shakeHands(target: { host: string; port: number }, settings: TlsSettings): Promise<void> {
  const { serverNameOverride, serverRootCACertificate, clientCertPair } = settings;
  const servername = serverNameOverride ?? target.host;
  await connected(
    tls.connect({
      ...target,
      ...(net.isIP(servername) === 0 ? { servername } : {}),
      ...(serverRootCACertificate === undefined ? {} : { ca: Buffer.from(serverRootCACertificate) }),
      ...(clientCertPair === undefined || clientCertPair === null
        ? {}
        : { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
      ALPNProtocols: ['h2'],
    }),
    'secureConnect',
  );
}

function connected(socket: net.Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    socket.setTimeout(PROBE_MS, () => reject(new Error(`it did not answer within ${PROBE_MS / 1_000} s`)));
    socket.once('error', reject);
    socket.once(event, () => setTimeout(resolve, REFUSAL_MS));
  }).finally(() => socket.destroy());
}

function reasonOf(error: unknown, host: string): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} cannot be resolved (${code})`;
    case 'ECONNREFUSED':
      return 'nothing listens there (ECONNREFUSED)';
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return 'the server does not use TLS, and the settings do';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate of the server is for another name: ${error.message}`;
  }
  if (/CERT|ISSUER|SIGNATURE/.test(code))
    return `the certificate of the server is not accepted: ${error.message} (${code})`;
  if (/SSL|TLS|ALERT/.test(code)) return `the TLS handshake failed: ${error.message}`;
  return error.message;
}
