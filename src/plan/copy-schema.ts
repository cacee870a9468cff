import { z } from 'zod';
import { MAX_TAGS, tagKey, tagValue } from './fields.js';

/** What every copy is made with. At most 16 tags, counted after a target's are merged in. */
export const copySchema = z.strictObject({
  retentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .exactOptional()
    .describe('Days until a copy expires. Default: it never expires, and its storage is billed until it is deleted.'),
  tags: z.record(tagKey, tagValue).exactOptional().meta({
    description:
      'Tags of every copy, at most 16. Keys that begin with `eci-replicator:`, `aliyun` or `acs:` are reserved.',
    maxProperties: MAX_TAGS,
  }),
  resourceGroupId: z
    .string()
    .max(64)
    .regex(/^rg-[A-Za-z0-9-]+$/, 'must be the id of a resource group, which begins with `rg-`')
    .exactOptional()
    .describe("The resource group of every copy, `rg-…`. Default: the account's default group."),
});
