import type { Client } from '@temporalio/client';
import { searchAttributeKeys } from '../search-attributes/keys.js';
import { usableSearchAttributes } from '../search-attributes/registration.js';
import type { Check } from './check.js';
import { reasonOf } from './reason-of.js';

const name = 'search attributes';

/** A hint at most: runs work without them. */
export async function checkSearchAttributes(client: Client): Promise<Check> {
  let usable: ReadonlySet<string>;
  try {
    usable = new Set(await usableSearchAttributes(client));
  } catch (error) {
    return { name, result: 'warn', found: `they cannot be read from here: ${reasonOf(error)}` };
  }
  const missing = searchAttributeKeys.map((key) => key.name).filter((each) => !usable.has(each));
  if (missing.length === 0) return { name, result: 'ok', found: 'runs are found by plan, regions and outcome' };
  return {
    name,
    result: 'warn',
    found: `${missing.join(', ')} not registered: runs work, and are not found by ${missing.length === 1 ? 'it' : 'them'}`,
    mend: 'Register them with `eci-replicator setup`.',
  };
}
