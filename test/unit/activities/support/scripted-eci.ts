import { EciError } from '../../../../src/eci/eci-error.js';
import type { ErrorFamily } from '../../../../src/eci/error-table.js';
import type {
  AcceptedCopy,
  CopyRequest,
  DataCache,
  DataCachePage,
  DataCacheUsage,
  DeleteRequest,
  DescribeQuery,
  Eci,
  UpdateRetentionRequest,
} from '../../../../src/eci/eci.js';

/** What the service answers; an {@link EciError} is thrown. What is not scripted must not be called. */
export interface Script {
  readonly copy?: (request: CopyRequest, call: number) => AcceptedCopy | EciError;
  readonly describe?: (query: DescribeQuery, call: number) => DataCachePage | readonly DataCache[] | EciError;
  readonly remove?: (request: DeleteRequest) => EciError | undefined;
  readonly update?: (request: UpdateRetentionRequest, call: number) => EciError | undefined;
  readonly usage?: () => DataCacheUsage | EciError;
}

/** An ECI that answers by a script and remembers what it was asked. Calls are numbered from 1. */
export class ScriptedEci implements Eci {
  readonly copies: CopyRequest[] = [];
  readonly looks: DescribeQuery[] = [];
  readonly deletes: DeleteRequest[] = [];
  readonly updates: UpdateRetentionRequest[] = [];
  usages = 0;

  constructor(private readonly script: Script) {}

  async copyDataCache(request: CopyRequest): Promise<AcceptedCopy> {
    this.copies.push(request);
    return answer(this.script.copy, 'CopyDataCache', request, this.copies.length);
  }

  async describeDataCaches(query: DescribeQuery): Promise<DataCachePage> {
    this.looks.push(query);
    const page = answer(this.script.describe, 'DescribeDataCaches', query, this.looks.length);
    return 'caches' in page ? page : { caches: page };
  }

  async deleteDataCache(request: DeleteRequest): Promise<{ readonly requestId: string }> {
    this.deletes.push(request);
    answer(this.script.remove, 'DeleteDataCache', request);
    return { requestId: 'REQ-delete' };
  }

  async updateRetention(request: UpdateRetentionRequest): Promise<{ readonly requestId: string }> {
    this.updates.push(request);
    answer(this.script.update, 'UpdateDataCache', request, this.updates.length);
    return { requestId: 'REQ-update' };
  }

  async listUsage(): Promise<DataCacheUsage> {
    this.usages += 1;
    return answer(this.script.usage, 'ListUsage');
  }
}

function answer<A extends unknown[], T>(
  script: ((...args: A) => T | EciError) | undefined,
  operation: string,
  ...args: A
): T {
  if (script === undefined) throw new Error(`${operation} was not expected`);
  const answered = script(...args);
  if (answered instanceof EciError) throw answered;
  return answered;
}

export function eciError(family: ErrorFamily, code: string = family, statusCode?: number): EciError {
  return new EciError(code, family, `the service said ${code}`, `REQ-${code}`, statusCode);
}
