import { describe, expect, it } from 'vitest';
import { EciError, toEciError } from '../../../src/eci/eci-error.js';

/** An error as the SDK builds it from an error body. */
function serviceError(statusCode: number, body: Record<string, unknown>, extra: Record<string, unknown> = {}): Error {
  const error = new Error(`${String(body['Code'])}: code: ${statusCode}, ${String(body['Message'])} request id: R`);
  return Object.assign(error, { code: String(body['Code']), statusCode, data: { ...body, statusCode }, ...extra });
}

describe('toEciError', () => {
  it("keeps the code, status, request id and message of the service's error", () => {
    const thrown = serviceError(403, { Code: 'QuotaExceeded', Message: 'The quota is used up.', RequestId: 'R-1' });
    expect(toEciError(thrown, [])).toMatchObject({
      name: 'EciError',
      code: 'QuotaExceeded',
      family: 'capacity',
      message: 'The quota is used up.',
      requestId: 'R-1',
      statusCode: 403,
    });
  });

  it('names the denied action and nothing else of the denial', () => {
    const accessDeniedDetail = {
      AuthAction: 'eci:CopyDataCache',
      AuthPrincipalDisplayName: 'alice',
      EncodedDiagnosticMessage: 'AQE',
    };
    const error = toEciError(serviceError(403, { Code: 'NoPermission', Message: 'No.' }, { accessDeniedDetail }), []);
    expect(error.message).toBe('No. (action eci:CopyDataCache)');
  });

  it('drops an action that is not well formed', () => {
    const accessDeniedDetail = { AuthAction: 'eci:X; token=abc' };
    expect(
      toEciError(serviceError(403, { Code: 'NoPermission', Message: 'No.' }, { accessDeniedDetail }), []).message,
    ).toBe('No.');
  });

  it.each([
    [502, 'UnreadableAnswer', 'ambiguous'],
    [404, 'UnreadableAnswer', 'ambiguous'],
    [429, 'Throttling', 'throttled'],
  ])('classifies a JSON error body of status %i without a code as %s, %s', (statusCode, code, family) => {
    expect(toEciError(serviceError(statusCode, { message: 'bad gateway' }), [])).toMatchObject({
      code,
      family,
      statusCode,
      message: 'bad gateway',
    });
  });

  it.each([
    [
      'a time-out',
      Object.assign(new Error('POST http://h/?ClientToken=t'), { name: 'RequestTimeoutError' }),
      'Timeout',
    ],
    ['a connection that timed out', Object.assign(new Error(), { code: 'ETIMEDOUT' }), 'Timeout'],
    ['a reset', Object.assign(new Error('http://h/?ClientToken=t'), { code: 'ECONNRESET' }), 'ConnectionError'],
    ['a body that is not JSON', new SyntaxError('Unexpected token < in JSON'), 'UnreadableAnswer'],
    [
      'a response that is not HTTP',
      Object.assign(new Error('?a=b'), { code: 'HPE_INVALID_CONSTANT' }),
      'UnreadableAnswer',
    ],
    ['a bare error', new Error('The value is not a object'), 'UnreadableAnswer'],
    ['a string', 'boom?ClientToken=t', 'UnreadableAnswer'],
    ['nothing', undefined, 'UnreadableAnswer'],
    ['null', null, 'UnreadableAnswer'],
  ])('classifies %s as ambiguous and drops its message', (_what, thrown, code) => {
    const error = toEciError(thrown, []);
    expect(error).toMatchObject({ code, family: 'ambiguous' });
    expect(`${error.message}${error.stack}`).not.toContain('ClientToken');
    expect(error.cause).toBeUndefined();
  });

  it('names the host that could not be found', () => {
    const thrown = Object.assign(new Error(), { code: 'ENOTFOUND', hostname: 'eci.cn-x.aliyuncs.com' });
    expect(toEciError(thrown, []).message).toBe('The connection failed: ENOTFOUND eci.cn-x.aliyuncs.com.');
  });

  it('names the address that refused the connection', () => {
    const thrown = Object.assign(new Error(), { code: 'ECONNREFUSED', address: '127.0.0.1', port: 1 });
    expect(toEciError(thrown, []).message).toBe('The connection failed: ECONNREFUSED 127.0.0.1:1.');
  });

  it('hides secrets in the message, the code and the request id', () => {
    const thrown = serviceError(400, { Code: 'Odd.s3cret', Message: 'key s3cret', RequestId: 's3cret' });
    const error = toEciError(thrown, ['s3cret']);
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain('s3cret');
  });

  it('passes an EciError through', () => {
    const error = new EciError('NoCredentials', 'worker', 'none');
    expect(toEciError(error, [])).toBe(error);
  });
});
