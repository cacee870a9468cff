import type { Client } from '@temporalio/client';
import type { CredentialSource } from '../src/eci/credentials.js';
import type { Eci } from '../src/eci/eci.js';
import { copyDataCache } from './copy-data-cache.js';
import { deleteDataCache } from './delete-data-cache.js';
import { deletePrunableCopies } from './delete-prunable-copies.js';
import { deleteRequestedCopies } from './delete-requested-copies.js';
import { describeSources } from './describe-sources.js';
import { inspectSelf } from './doctor/inspect-self.js';
import { extendDataCache } from './extend-data-cache.js';
import { findRunUnderWay } from './find-run-under-way.js';
import { findSearchAttributes } from './find-search-attributes.js';
import { listPrunableCopies } from './list-prunable-copies.js';
import { postWebhook } from './post-webhook.js';
import { readPlanFile } from './read-plan-file.js';
import { awaitRegion, latestExecution, readFormerCopies } from './region-workflow.js';
import { regionUsage, surveyRegion } from './survey-region.js';
import { watchDataCaches } from './watch-data-caches.js';

/** What the activities need from the worker. */
export interface ActivityDependencies {
  readonly eci: Eci;
  /** For the inspection of the worker. */
  readonly credentials: Pick<CredentialSource, 'check'>;
  readonly temporal: Client;
  /** The folder of plans that are named by file. */
  readonly plansFolder: string;
  /** The worker's environment, with the addresses of webhooks and their secrets. */
  readonly env: NodeJS.ProcessEnv;
}

/** Activities of the worker's main task queue. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    awaitRegion: awaitRegion(dependencies),
    deleteDataCache: deleteDataCache(dependencies),
    deletePrunableCopies: deletePrunableCopies(dependencies),
    deleteRequestedCopies: deleteRequestedCopies(dependencies),
    describeSources: describeSources(dependencies),
    extendDataCache: extendDataCache(dependencies),
    findRunUnderWay: findRunUnderWay(dependencies),
    findSearchAttributes: findSearchAttributes(dependencies),
    inspectSelf: inspectSelf(dependencies),
    latestExecution: latestExecution(dependencies),
    listPrunableCopies: listPrunableCopies(dependencies),
    postWebhook: postWebhook(dependencies),
    readPlanFile: readPlanFile(dependencies),
    readFormerCopies: readFormerCopies(dependencies),
    regionUsage: regionUsage(dependencies),
    surveyRegion: surveyRegion(dependencies),
    watchDataCaches: watchDataCaches(dependencies),
  };
}

/** The only activity of the copy task queue, so that the server's limit on that queue applies to it alone. */
export function createCopyActivities(dependencies: Pick<ActivityDependencies, 'eci'>) {
  return { copyDataCache: copyDataCache(dependencies) };
}

export type Activities = ReturnType<typeof createActivities>;
export type CopyActivities = ReturnType<typeof createCopyActivities>;
