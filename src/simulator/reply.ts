import type { ApiError } from './api-error.js';

/** What goes back over the wire: JSON, an HTML page, or nothing but a cut connection. */
export interface Reply {
  readonly kind: 'json' | 'html' | 'cut';
  /** HTTP; 0 when the connection is cut. */
  readonly status: number;
  readonly requestId: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Of a refusal. */
  readonly code?: string | undefined;
  readonly fault?: string | undefined;
  /** Real ms to wait before the answer. */
  readonly stallFor?: number;
  readonly action?: string;
  readonly region?: string;
}

/** Who answers, where the service names its host. */
const HOST_ID = 'simulator';

/** An error body, as the service writes it. */
export function refusal({ code, message, status }: ApiError, requestId: string): Reply {
  const recommend = 'This is a simulator: see its scenario file.';
  const body = { Code: code, Message: message, RequestId: requestId, HostId: HOST_ID, Recommend: recommend };
  return { kind: 'json', status, requestId, code, body };
}
