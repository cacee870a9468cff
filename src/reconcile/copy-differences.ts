import type { DataCache } from '../eci/data-cache.js';
import type { SurveyScope, WantedCopy } from './survey-verdict.js';

/** In what an adopted copy differs from what the plan asks for: reported, never bought for. */
export function differences(cache: DataCache, wanted: WantedCopy, scope: SurveyScope): string[] {
  const found: string[] = [];
  if (cache.name !== wanted.name) found.push(`its name is ${cache.name}`);
  const tags = Object.keys(scope.tags).filter((key) => cache.tags[key] !== scope.tags[key]);
  if (tags.length > 0) found.push(`its tags differ: ${tags.join(', ')}`);
  if (scope.retentionDays === undefined && cache.expiresAt !== undefined)
    found.push(`it expires at ${cache.expiresAt}`);
  if (scope.retentionDays !== undefined && cache.expiresAt === undefined) found.push('it never expires');
  return found;
}
