import { describe, expect, it } from 'vitest';
import { temporalSettings } from '../../../src/client/temporal-settings.js';

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
});
