import type { Authentication, IncomingRequest } from './authentication.js';
import { copyOperation } from './operations/copy-operation.js';
import { deleteOperation } from './operations/delete-operation.js';
import { describeOperation } from './operations/describe-operation.js';
import type { CopyFault, RequestFault } from './faults.js';
import type { CallLog } from './ledger.js';
import { RateLimit } from './limits.js';
import type { Operation, Service } from './operations/operation.js';
import type { Clock } from './stored-cache.js';
import { updateOperation } from './operations/update-operation.js';
import { usageOperation } from './operations/usage-operation.js';
import { ApiError, type Params, parseQuery, refusal, type Reply, throttled } from './wire.js';

const VERSION = '2018-08-08';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['CopyDataCache', copyOperation],
  ['DescribeDataCaches', describeOperation],
  ['DeleteDataCache', deleteOperation],
  ['UpdateDataCache', updateOperation],
  ['ListUsage', usageOperation],
]);

/** Answers calls. This is the whole service without HTTP. */
export class Endpoint {
  readonly #service: Service;
  readonly #authentication: Authentication;
  readonly #rateLimit: RateLimit;
  readonly #log: CallLog;
  readonly #clock: Clock;
  #requests = 0;

  constructor(service: Service, authentication: Authentication, log: CallLog, clock: Clock) {
    this.#service = service;
    this.#authentication = authentication;
    this.#rateLimit = new RateLimit(service.scenario.throttle?.perSecond);
    this.#log = log;
    this.#clock = clock;
  }

  async answer(request: IncomingRequest): Promise<Reply> {
    // Before the clock is awaited, so that faults follow the order of arrival.
    const struck = this.#service.faults.onRequest();
    const requestId = this.#nextRequestId();
    const action = request.headers['x-acs-action'] ?? 'none';
    const params = parseQuery(request.url);
    const region = params.get('DestinationRegionId') || params.get('RegionId') || 'none';
    const at = await this.#clock();

    const carryOut = () => this.#carryOut(request, action, params, requestId, at);
    const reply = struck === undefined ? carryOut() : this.#strike(struck, requestId, carryOut);
    this.#log.add({ action, region, at, requestId, code: reply.code, fault: reply.fault });
    return { ...reply, action, region, date: at + this.#service.scenario.open.clockSkew };
  }

  #carryOut(request: IncomingRequest, action: string, params: Params, requestId: string, now: number): Reply {
    const { world } = this.#service;
    try {
      this.#authentication.verify(request, Date.now());
      const operation = OPERATIONS.get(action);
      if (operation === undefined || request.headers['x-acs-version'] !== VERSION) {
        throw new ApiError('InvalidAction.NotFound', 'Specified api is not found, please check your url and method.');
      }
      this.#rateLimit.check(action, now);
      if (operation === copyOperation) world.startTime(now);
      const { body, fault } = operation(params, world.moment(now), this.#service);
      const reply: Reply = { kind: 'json', status: 200, requestId, body: { RequestId: requestId, ...body } };
      return fault === undefined ? reply : spoil(reply, fault);
    } catch (error) {
      if (error instanceof ApiError) return refusal(error, requestId);
      throw error;
    }
  }

  #strike(fault: RequestFault, requestId: string, carryOut: () => Reply): Reply {
    const { refuseEvery, failAfterCommit, htmlAfterCommit, stallAfterCommit, stallFor } = this.#service.scenario.faults;
    switch (fault) {
      case 'refuse': {
        const { code, status } = refuseEvery;
        return {
          ...refusal(new ApiError(code, `The scenario refuses this call with ${code}.`, status), requestId),
          fault,
        };
      }
      case 'throttle':
        return { ...refusal(throttled(), requestId), fault };
      case 'fail':
        if (failAfterCommit) carryOut();
        return { ...refusal(new ApiError('InternalError', 'The request processing has failed.'), requestId), fault };
      case 'html':
        if (htmlAfterCommit) carryOut();
        return { kind: 'html', status: 502, requestId, fault };
      case 'stall': {
        const tooLate = new ApiError('ServiceUnavailable', 'The request has failed due to a temporary failure.');
        return { ...(stallAfterCommit ? carryOut() : refusal(tooLate, requestId)), fault, stallFor };
      }
    }
  }

  /** From a counter, so that two runs of one scenario give the same answers. */
  #nextRequestId(): string {
    this.#requests += 1;
    return `51700000-0000-4000-8000-${String(this.#requests).padStart(12, '0')}`;
  }
}

/** The response to an accepted copy after a fault has struck it. */
function spoil(reply: Reply, fault: CopyFault): Reply {
  const { requestId } = reply;
  switch (fault) {
    case 'loseAnswer':
      return { kind: 'cut', status: 0, requestId, fault };
    case 'emptyId':
      return { kind: 'json', status: 200, requestId, body: { RequestId: requestId }, fault };
    case 'processing': {
      const error = new ApiError('IdempotentProcessing', 'The first request with this client token is under way.');
      return { ...refusal(error, requestId), fault };
    }
  }
}
