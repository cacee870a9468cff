import { type Client, isGrpcServiceError } from '@temporalio/client';
import { defined } from '../defined.js';
import { searchAttributeKeys, typeName } from './keys.js';

/** One search attribute after {@link registerSearchAttributes}. */
export interface SetUpAttribute {
  readonly name: string;
  /** `Keyword` or `KeywordList`. */
  readonly type: string;
  /** `conflict`: the name is registered with another type, so runs never set the attribute. */
  readonly result: 'present' | 'added' | 'conflict';
  /** The other type, with `conflict`. */
  readonly registeredAs?: string;
}

/** Numbers of the server's `IndexedValueType`, whose package this project does not depend on. */
const TYPE_NUMBERS = { KEYWORD: 2, KEYWORD_LIST: 7 } as const;
/** The same type's names, by number. */
const TYPE_NAMES = ['Unspecified', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'];

/** The gRPC codes PERMISSION_DENIED and UNIMPLEMENTED. */
const REFUSALS: ReadonlySet<number> = new Set([7, 12]);

/** Of one call, ms. */
const DEADLINE_MS = 10_000;

/**
 * Registers the missing search attributes in the client's namespace. It leaves the others alone, so it can be run again.
 *
 * @throws Error that says what to do, when the namespace does not accept registrations from here.
 */
export async function registerSearchAttributes(client: Client): Promise<SetUpAttribute[]> {
  const registered = await registeredSearchAttributes(client);
  // For a name that is registered with another type the server reports no error and changes nothing.
  const missing = searchAttributeKeys.filter(({ name }) => !registered.has(name));
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(missing.map(({ name, type }) => [name, TYPE_NUMBERS[type]]));
    await add(client, searchAttributes);
  }
  return searchAttributeKeys.map((key) => {
    const type = typeName(key);
    const registeredAs = registered.get(key.name);
    const result = registeredAs === undefined ? 'added' : registeredAs === type ? 'present' : 'conflict';
    return {
      name: key.name,
      type,
      result,
      ...defined({ registeredAs: result === 'conflict' ? registeredAs : undefined }),
    };
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
        `You are not allowed to register search attributes in the namespace ${namespace}: ${error.details}`,
        'Ask its administrator. In Temporal Cloud, add them in the UI or with:',
        `  tcld namespace search-attributes add --namespace ${namespace} ${all.join(' ')}`,
        'Runs work without them, but cannot be found by plan, region and outcome.',
      ].join('\n'),
      { cause: error },
    );
  }
}

/** The names of this project's attributes that are registered with the right type. Only these may be set. */
export async function usableSearchAttributes(client: Client): Promise<string[]> {
  const registered = await registeredSearchAttributes(client);
  return searchAttributeKeys.filter((key) => registered.get(key.name) === typeName(key)).map(({ name }) => name);
}

/** Whether the server does not allow the call or does not implement it, so that a retry would not help. */
export function isRefusal(error: unknown): boolean {
  return isGrpcServiceError(error) && REFUSALS.has(error.code);
}

/** The types of the namespace's own search attributes by name, as Temporal's tools spell them. Takes at most 20 s. */
async function registeredSearchAttributes(client: Client): Promise<ReadonlyMap<string, string>> {
  const { namespace } = client.options;
  const { operatorService, workflowService } = client.connection;
  const withDeadline = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + DEADLINE_MS, call);
  try {
    const { customAttributes } = await withDeadline(() => operatorService.listSearchAttributes({ namespace }));
    return new Map(Object.entries(customAttributes).map(([name, type]) => [name, TYPE_NAMES[type] ?? `type ${type}`]));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // Some servers allow listing for administrators only. There each attribute is an alias of a column such as Keyword01.
    const { config } = await withDeadline(() => workflowService.describeNamespace({ namespace }));
    const aliases = Object.entries(config?.customSearchAttributeAliases ?? {});
    return new Map(aliases.map(([column, name]) => [name, column.replace(/\d+$/, '')]));
  }
}
