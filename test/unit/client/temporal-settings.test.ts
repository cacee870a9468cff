import { describe, expect, it } from 'vitest';
import { temporalSettings } from '../../../src/client/temporal-settings.js';

/** No profile of whoever runs the tests counts. */
const nowhere = { HOME: '/nonexistent' };

describe('the settings for Temporal', () => {
  it('take an empty variable, as a pipeline has it in place of a secret, for one that is not set', () => {
    const empty = { TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '', TEMPORAL_API_KEY: '' };
    expect(temporalSettings({ ...nowhere, ...empty })).toEqual({
      address: 'localhost:7233',
      namespace: 'default',
      connection: { address: 'localhost:7233' },
    });
  });

  it('speak TLS with an API key', () => {
    const env = { TEMPORAL_ADDRESS: 'temporal.example.com:7233', TEMPORAL_API_KEY: 'key-of-this-test' };
    expect(temporalSettings({ ...nowhere, ...env }).connection).toMatchObject({
      apiKey: 'key-of-this-test',
      tls: true,
    });
  });
});
