import { type Client, isGrpcServiceError } from '@temporalio/client';
import { searchAttributeKeys, typeName } from './keys.js';

/** `IndexedValueType` of the server's API, by number; its package is not one of ours. */
const TYPES = ['Unspecified', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'];

/** gRPC: PERMISSION_DENIED and UNIMPLEMENTED. */
const REFUSALS: ReadonlySet<number> = new Set([7, 12]);

/** ms. */
const DEADLINE_MS = 10_000;

/** Whether the server does not let us ask, or has no such call: asking again would not help. */
export function isRefusal(error: unknown): boolean {
  return isGrpcServiceError(error) && REFUSALS.has(error.code);
}

/** The namespace's own search attributes, with their types as Temporal's tools spell them. Takes at most 20 s. */
export async function registeredSearchAttributes(client: Client): Promise<ReadonlyMap<string, string>> {
  const { namespace } = client.options;
  const { operatorService, workflowService } = client.connection;
  const ask = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + DEADLINE_MS, call);
  try {
    const { customAttributes } = await ask(() => operatorService.listSearchAttributes({ namespace }));
    return new Map(Object.entries(customAttributes).map(([name, type]) => [name, TYPES[type] ?? `type ${type}`]));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // Listing is for administrators on some servers; each attribute is also an alias of a column such as Keyword01.
    const { config } = await ask(() => workflowService.describeNamespace({ namespace }));
    const aliases = Object.entries(config?.customSearchAttributeAliases ?? {});
    return new Map(aliases.map(([column, name]) => [name, column.replace(/\d+$/, '')]));
  }
}

/** The names of those of ours that are registered with the right type: only these may be set. */
export async function usableSearchAttributes(client: Client): Promise<string[]> {
  const registered = await registeredSearchAttributes(client);
  return searchAttributeKeys.filter((key) => registered.get(key.name) === typeName(key)).map(({ name }) => name);
}
