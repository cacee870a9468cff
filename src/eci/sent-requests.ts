import { AsyncLocalStorage } from 'node:async_hooks';
import diagnosticsChannel from 'node:diagnostics_channel';

/** What one call has done so far. */
interface Call {
  hasSent: boolean;
}

const calls = new AsyncLocalStorage<Call>();

// Published as the bytes of a request are handed over, in the async context of whoever makes the request.
diagnosticsChannel.channel('http.client.request.start').subscribe(() => {
  const call = calls.getStore();
  if (call !== undefined) call.hasSent = true;
});

/**
 * Makes a call, and passes its error on as `notSent` makes it if no request had begun when it was thrown and the error is
 * one that JavaScript itself throws for a wrong value, such as the URIError for half a surrogate pair. Any other error may come
 * from a request that was sent.
 */
export function noticingUnsent<T>(send: () => Promise<T>, notSent: (error: Error) => Error): Promise<T> {
  const call: Call = { hasSent: false };
  return calls.run(call, async () => {
    try {
      return await send();
    } catch (error) {
      const isOfValue = error instanceof URIError || error instanceof RangeError || error instanceof TypeError;
      throw isOfValue && !call.hasSent ? notSent(error) : error;
    }
  });
}
