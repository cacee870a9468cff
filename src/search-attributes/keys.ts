import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Temporal's list of workflows finds runs by these: `ReplicationPlan = "llm-weights" AND ReplicationOutcome = "ready"`. */
export const replicationPlan = defineSearchAttributeKey('ReplicationPlan', SearchAttributeType.KEYWORD);
export const sourceRegion = defineSearchAttributeKey('SourceRegion', SearchAttributeType.KEYWORD);
export const targetRegions = defineSearchAttributeKey('TargetRegions', SearchAttributeType.KEYWORD_LIST);
/** The run's outcome, or `preview` for a dry run. */
export const replicationOutcome = defineSearchAttributeKey('ReplicationOutcome', SearchAttributeType.KEYWORD);

export const searchAttributeKeys = [replicationPlan, sourceRegion, targetRegions, replicationOutcome] as const;

/** The types as Temporal's tools spell them. */
const TYPE_NAMES = {
  [SearchAttributeType.KEYWORD]: 'Keyword',
  [SearchAttributeType.KEYWORD_LIST]: 'KeywordList',
} as const;

/** `Keyword` or `KeywordList`. */
export function typeName({ type }: (typeof searchAttributeKeys)[number]): string {
  return TYPE_NAMES[type];
}
