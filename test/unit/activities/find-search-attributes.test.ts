import { describe, expect, it } from 'vitest';
import { findSearchAttributes } from '../../../activities/find-search-attributes.js';
import { FakeTemporal } from '../client/support/fake-temporal.js';
import { serviceError } from '../client/support/service-error.js';
import { tryOnce } from './support/attempts.js';

function namespaceWith(registered: Readonly<Record<string, number>>): FakeTemporal {
  const temporal = new FakeTemporal();
  Object.assign(temporal.registered, registered);
  return temporal;
}

const find = (temporal: FakeTemporal) => tryOnce(findSearchAttributes({ temporal: temporal.client }));

describe('the search attributes that a run may set', () => {
  it('are our own that are registered with the right type', async () => {
    const temporal = namespaceWith({ ReplicationPlan: 2, SourceRegion: 1, TargetRegions: 7, Other: 2 });
    expect((await find(temporal)).result).toEqual(['ReplicationPlan', 'TargetRegions']);
  });

  it('are read from the namespace itself if only administrators may list them', async () => {
    const temporal = namespaceWith({ ReplicationPlan: 2, SourceRegion: 1, TargetRegions: 7 });
    temporal.operatorDenied = true;
    expect((await find(temporal)).result).toEqual(['ReplicationPlan', 'TargetRegions']);
  });

  it('are none if the worker may see neither', async () => {
    const temporal = namespaceWith({ ReplicationPlan: 2 });
    temporal.operatorDenied = true;
    temporal.namespaceConfig = () => {
      throw serviceError(7, 'Request unauthorized.');
    };
    expect((await find(temporal)).result).toEqual([]);
  });

  it('are read again when the server cannot answer', async () => {
    const temporal = namespaceWith({});
    temporal.operatorDenied = true;
    temporal.namespaceConfig = () => {
      throw serviceError(14, 'unavailable');
    };
    await expect(find(temporal)).rejects.toThrow('unavailable');
  });
});
