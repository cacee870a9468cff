import { type Client, isGrpcServiceError } from '@temporalio/client';
import { searchAttributeKeys, typeName } from './keys.js';
import { isRefusal, registeredSearchAttributes } from './registered.js';

/** One search attribute after {@link registerSearchAttributes}. */
export interface SetUpAttribute {
  readonly name: string;
  /** `Keyword` or `KeywordList`. */
  readonly type: string;
  /** `conflict`: the name is taken by another type, and so the attribute is never set. */
  readonly result: 'present' | 'added' | 'conflict';
  /** The type in the way of a `conflict`. */
  readonly registeredAs?: string;
}

/** `IndexedValueType` of the server's API; its package is not one of ours. */
const TYPE_NUMBERS = { KEYWORD: 2, KEYWORD_LIST: 7 } as const;

/**
 * Registers those that are missing in the client's namespace. What is there is left alone, so that it can be run again.
 *
 * @throws Error with what to do, when the namespace does not let them be registered from here.
 */
export async function registerSearchAttributes(client: Client): Promise<SetUpAttribute[]> {
  const registered = await registeredSearchAttributes(client);
  // The server says nothing about a name that it has with another type, and leaves it as it is.
  const missing = searchAttributeKeys.filter(({ name }) => !registered.has(name));
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(missing.map(({ name, type }) => [name, TYPE_NUMBERS[type]]));
    await add(client, searchAttributes);
  }
  return searchAttributeKeys.map((key) => {
    const type = typeName(key);
    const registeredAs = registered.get(key.name);
    if (registeredAs === undefined) return { name: key.name, type, result: 'added' };
    if (registeredAs === type) return { name: key.name, type, result: 'present' };
    return { name: key.name, type, result: 'conflict', registeredAs };
  });
}

async function add(client: Client, searchAttributes: Record<string, 2 | 7>): Promise<void> {
  const { namespace } = client.options;
  try {
    await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  } catch (error) {
    if (!isRefusal(error) || !isGrpcServiceError(error)) throw error;
    const all = searchAttributeKeys.map((key) => `--search-attribute ${key.name}=${typeName(key)}`);
    throw new Error(
      [
        `You may not register search attributes in the namespace ${namespace}: ${error.details}`,
        'Ask whoever administers it. In Temporal Cloud, add them in the UI or by:',
        `  tcld namespace search-attributes add --namespace ${namespace} ${all.join(' ')}`,
        'Runs work without them; they are only not found by plan, region and outcome.',
      ].join('\n'),
      { cause: error },
    );
  }
}
