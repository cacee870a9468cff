import type { Client } from '@temporalio/client';
import type { Eci } from '../src/eci/eci.js';
import { awaitRegion } from './await-region.js';
import { copyDataCache } from './copy-data-cache.js';
import { deleteDataCache } from './delete-data-cache.js';
import { deletePrunableCopies } from './delete-prunable-copies.js';
import { deleteRequestedCopies } from './delete-requested-copies.js';
import { describeSources } from './describe-sources.js';
import { findRunUnderWay } from './find-run-under-way.js';
import { findSearchAttributes } from './find-search-attributes.js';
import { listPrunableCopies } from './list-prunable-copies.js';
import { postWebhook } from './post-webhook.js';
import { readPlanFile } from './read-plan-file.js';
import { readRegionResult } from './region-result.js';
import { regionUsage } from './region-usage.js';
import { surveyRegion } from './survey-region.js';
import { watchDataCaches } from './watch-data-caches.js';

/** What the activities need from the worker. */
export interface ActivityDependencies {
  readonly eci: Eci;
  readonly temporal: Client;
  /** Where plans named by file lie. */
  readonly plansFolder: string;
  /** The worker's own: addresses of webhooks and their secrets are read from it. */
  readonly env: NodeJS.ProcessEnv;
}

/** Activities of the worker's own task queue. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    awaitRegion: awaitRegion(dependencies),
    deleteDataCache: deleteDataCache(dependencies),
    deletePrunableCopies: deletePrunableCopies(dependencies),
    deleteRequestedCopies: deleteRequestedCopies(dependencies),
    describeSources: describeSources(dependencies),
    findRunUnderWay: findRunUnderWay(dependencies),
    findSearchAttributes: findSearchAttributes(dependencies),
    listPrunableCopies: listPrunableCopies(dependencies),
    postWebhook: postWebhook(dependencies),
    readPlanFile: readPlanFile(dependencies),
    readRegionResult: readRegionResult(dependencies),
    regionUsage: regionUsage(dependencies),
    surveyRegion: surveyRegion(dependencies),
    watchDataCaches: watchDataCaches(dependencies),
  };
}

/** The activity of the copy task queue, alone there so that the server's limit on that queue holds for it alone. */
export function createCopyActivities(dependencies: Pick<ActivityDependencies, 'eci'>) {
  return { copyDataCache: copyDataCache(dependencies) };
}

export type Activities = ReturnType<typeof createActivities>;
export type CopyActivities = ReturnType<typeof createCopyActivities>;
