import { expiryOf, stateOf } from '../stored-cache.js';
import { ApiError, required } from '../wire.js';
import type { Operation } from './operation.js';
import { grantedRetention } from './retention.js';

/** UpdateDataCache, only for RetentionDays: every other field is ignored, and so is the client token. */
export const updateOperation: Operation = (params, at, { scenario, world }) => {
  const { updateDataCache, updateTime } = scenario.open;
  const region = required(params, 'RegionId');
  const id = required(params, 'DataCacheId');
  const retentionMs = grantedRetention(params, scenario);

  const cache = world.find(region, id, at);
  if (cache === undefined) {
    throw new ApiError('InvalidParameter.NotFound', `The data cache ${id} is not found in ${region}.`);
  }
  const { status } = stateOf(cache, at);
  if (status !== 'Available' && status !== 'UpdateFailed') {
    throw new ApiError('IncorrectStatus', `The data cache ${id} is ${status}.`);
  }
  if (updateDataCache === 'refuses') {
    throw new ApiError('OperationDenied.NotSupported', 'The retention of this data cache cannot be changed.');
  }

  const formerExpiry = expiryOf(cache, at);
  const isExtended = updateDataCache === 'extends' && retentionMs !== undefined;
  world.update(cache, {
    until: at.now + updateTime,
    status: updateDataCache === 'fails' ? 'UpdateFailed' : 'Available',
    formerExpiry,
    expiry: isExtended ? at.now + retentionMs : formerExpiry,
  });
  return { body: {} };
};
