import { isLoopback } from '../loopback.js';
import { isRegionName } from './regions.js';

/** Serves every region of the public cloud; inside a VPC `https://eci-vpc.{region}.aliyuncs.com`. */
export const DEFAULT_ENDPOINT = 'https://eci.{region}.aliyuncs.com';

/** What the SDK's client wants: it takes the host without a scheme, and knows no regions (trap 1). */
export interface SdkEndpoint {
  readonly protocol: 'HTTP' | 'HTTPS';
  /** `host` or `host:port`. */
  readonly endpoint: string;
}

export type ParsedEndpoint = { readonly endpoint: string } | { readonly problem: string };

/**
 * Checks a value of `ECI_ENDPOINT`: `https://`, or `http://` to a loopback address (to any with `allowHttp`), a host
 * that may hold `{region}`, a port, and nothing else. Gives the template without a trailing slash, or one sentence
 * that says what is wrong.
 */
export function parseEndpoint(value: string, options: { readonly allowHttp?: boolean } = {}): ParsedEndpoint {
  const withRegion = value.trim().replaceAll('{region}', 'region');
  if (/[{}]/.test(withRegion)) return { problem: 'only {region} may stand in braces in an endpoint' };
  if (!/^https?:\/\//i.test(withRegion)) {
    return { problem: 'an endpoint begins with https:// (or http:// for a loopback address)' };
  }
  if (!URL.canParse(withRegion)) return { problem: 'the endpoint is not a URL' };

  const url = new URL(withRegion);
  if (url.username !== '' || url.password !== '') return { problem: 'an endpoint holds no user or password' };
  if (url.pathname !== '/' || /[?#]/.test(withRegion)) {
    return { problem: 'an endpoint is a host and perhaps a port, without path or query' };
  }
  if (url.protocol === 'http:' && options.allowHttp !== true && !isLoopback(url.hostname)) {
    return { problem: 'http:// is for loopback addresses only, unless ECI_ALLOW_HTTP=1' };
  }
  return { endpoint: value.trim().replace(/\/$/, '') };
}

/**
 * The endpoint of one region, from a template that {@link parseEndpoint} accepted.
 *
 * @throws RangeError when the region cannot be part of a host name, or the template is not an endpoint.
 */
export function eciEndpoint(template: string, region: string): SdkEndpoint {
  if (!isRegionName(region)) throw new RangeError(`not a region's name: ${JSON.stringify(region)}`);
  const parsed = parseEndpoint(template, { allowHttp: true });
  if ('problem' in parsed) throw new RangeError(parsed.problem);
  const url = new URL(parsed.endpoint.replaceAll('{region}', region));
  return { protocol: url.protocol === 'http:' ? 'HTTP' : 'HTTPS', endpoint: url.host };
}
