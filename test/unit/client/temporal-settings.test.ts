import { describe, expect, it } from 'vitest';
import { temporalSettings } from '../../../src/client/settings/temporal-settings.js';

/** Ignores the profiles of the user who runs the tests. */
const nowhere = { HOME: '/nonexistent' };

describe('the settings for Temporal', () => {
  it('treat an empty variable, which CI passes for a secret that is not set, as unset', () => {
    const empty = { TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '', TEMPORAL_API_KEY: '' };
    expect(temporalSettings({ ...nowhere, ...empty })).toEqual({
      address: 'localhost:7233',
      namespace: 'default',
      connection: { address: 'localhost:7233' },
    });
  });

  it('use TLS with an API key', () => {
    const env = { TEMPORAL_ADDRESS: 'temporal.example.com:7233', TEMPORAL_API_KEY: 'key-of-this-test' };
    expect(temporalSettings({ ...nowhere, ...env }).connection).toMatchObject({
      apiKey: 'key-of-this-test',
      tls: true,
    });
  });

  it.each(['', 'temporal', 'temporal:7233', 'my_host.example.com.', '127.0.0.1:0', '[::1]', '[fe80::1]:65535'])(
    'take the address "%s"',
    (address) => {
      expect(() => temporalSettings({ ...nowhere, TEMPORAL_ADDRESS: address })).not.toThrow();
    },
  );

  it.each([
    'http://temporal:7233',
    'temporal:',
    'temporal:abc',
    'temporal:65536',
    'two words:7233',
    '::1',
    'a:1:2',
    ':1',
  ])('refuse the address "%s", and say where it was read', (address) => {
    expect(() => temporalSettings({ ...nowhere, TEMPORAL_ADDRESS: address })).toThrow(
      /cannot be used: the address ".*" is not host:port\. Correct TEMPORAL_ADDRESS or temporal\.toml\.$/,
    );
  });

  it.each([
    ['TEMPORAL_API_KEY', 'secret\n', /the API key contains a character that cannot be sent/],
    ['TEMPORAL_API_KEY', 'secret–key', /the API key contains/],
    ['TEMPORAL_GRPC_META_X_TOKEN', 'secret\r\nx: y', /the x-token contains/],
    ['TEMPORAL_TLS_CLIENT_CERT_DATA', 'secret', /the client certificate with its key cannot be read/],
    ['TEMPORAL_TLS_SERVER_CA_CERT_DATA', 'secret', /the CA certificate of the server cannot be read/],
  ])('refuse what cannot be sent or read, without showing it: %s', (name, value, sentence) => {
    const key = name.includes('CERT_DATA') ? { TEMPORAL_TLS_CLIENT_KEY_DATA: 'secret' } : {};
    const settings = () => temporalSettings({ ...nowhere, ...key, [name]: value });
    expect(settings).toThrow(sentence);
    expect(settings).toThrow(name);
    expect(settings).not.toThrow(/secret/);
  });
});
