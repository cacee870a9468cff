import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ENDPOINT, eciEndpoint, parseEndpoint } from '../../../src/eci/endpoint.js';
import { KNOWN_REGIONS } from '../../../src/eci/regions.js';

describe('parseEndpoint', () => {
  it.each([
    DEFAULT_ENDPOINT,
    'https://eci-vpc.{region}.aliyuncs.com',
    'https://eci.example.com:8443',
    'http://127.0.0.1:8080',
    'http://127.1.2.3:8080',
    'http://localhost:8080',
    'http://[::1]:8080',
    'cn-beijing=https://eci-vpc.cn-beijing.aliyuncs.com',
    'cn-beijing=https://eci-vpc.{region}.aliyuncs.com,https://eci.{region}.aliyuncs.com',
  ])('accepts %s', (endpoint) => {
    expect(parseEndpoint(endpoint)).toEqual({ endpoint });
  });

  it('drops a trailing slash and white space', () => {
    expect(parseEndpoint(' https://eci.example.com/ ')).toEqual({ endpoint: 'https://eci.example.com' });
  });

  it.each([
    ['', /must begin with https/],
    ['eci.{region}.aliyuncs.com', /must begin with https/],
    ['ftp://eci.example.com', /must begin with https/],
    ['https://', /not a valid URL/],
    ['https://eci.{regoin}.aliyuncs.com', /no braces but \{region\}/],
    ['https://eci.example.com/v1', /without path/],
    ['https://eci.example.com/{region}', /without path/],
    ['https://eci.example.com?x=1', /without path/],
    ['https://eci.example.com/?', /without path/],
    ['https://eci.example.com#x', /without path/],
    ['https://user:pw@eci.example.com', /must not contain a user or password/],
    ['http://eci.example.com', /loopback/],
    ['http://eci.{region}.aliyuncs.com', /loopback/],
    ['http://127.0.0.1.{region}', /loopback/],
    ['http://127.0.0.1.example.com', /loopback/],
    ['http://localhost.example.com', /loopback/],
    ['http://0.0.0.0:8080', /loopback/],
    ['https://a.example.com,https://b.example.com', /one URL without a region only/],
    ['cn-beijing=https://a.example.com,cn-beijing=https://b.example.com', /two entries for cn-beijing/],
    ['cn_beijing=https://a.example.com', /not a region name/],
    ['=https://a.example.com', /not a region name/],
    ['cn-beijing=http://a.example.com', /loopback/],
    ['cn-beijing=https://user:pw@a.example.com', /must not contain a user or password/],
    ['https://a.example.com,', /must begin with https/],
    ['https://a.example.com,'.repeat(201), /at most 200 entries/],
  ])('rejects %j and says why', (value, problem) => {
    expect(parseEndpoint(value)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('drops white space around each entry', () => {
    expect(parseEndpoint(' cn-beijing=https://a.example.com/ , https://b.example.com/ ')).toEqual({
      endpoint: 'cn-beijing=https://a.example.com,https://b.example.com',
    });
  });

  it('accepts http to any host if it is allowed', () => {
    const endpoint = 'http://eci.{region}.internal';
    expect(parseEndpoint(endpoint, { allowHttp: true })).toEqual({ endpoint });
  });
});

describe('eciEndpoint', () => {
  const VPC = 'cn-beijing=https://eci-vpc.{region}.aliyuncs.com';
  it.each([
    ['an entry of its own', VPC, 'cn-beijing', 'eci-vpc.cn-beijing.aliyuncs.com'],
    ['the public endpoint', VPC, 'cn-beijing-finance-1', 'eci.cn-beijing-finance-1.aliyuncs.com'],
    ['the URL for all others', `${VPC},https://proxy.example.com`, 'cn-shanghai', 'proxy.example.com'],
    [
      'an entry of its own, also last',
      `https://proxy.example.com,${VPC}`,
      'cn-beijing',
      'eci-vpc.cn-beijing.aliyuncs.com',
    ],
  ])('uses %s', (_, value, region, endpoint) => {
    expect(eciEndpoint(value, region)).toEqual({ protocol: 'HTTPS', endpoint });
  });

  it.each([
    [DEFAULT_ENDPOINT, 'HTTPS', 'eci.cn-beijing.aliyuncs.com'],
    ['https://{region}.eci.example.com:8443', 'HTTPS', 'cn-beijing.eci.example.com:8443'],
    ['http://127.0.0.1:8080', 'HTTP', '127.0.0.1:8080'],
    ['http://[::1]:8080', 'HTTP', '[::1]:8080'],
    ['https://{region}.{region}.example.com', 'HTTPS', 'cn-beijing.cn-beijing.example.com'],
  ])('converts %s for the SDK: %s, %s', (template, protocol, endpoint) => {
    expect(eciEndpoint(template, 'cn-beijing')).toEqual({ protocol, endpoint });
  });

  it('serves every region with a template without {region}', () => {
    const endpoints = KNOWN_REGIONS.map((region) => eciEndpoint('http://127.0.0.1:8080', region).endpoint);
    expect(new Set(endpoints)).toEqual(new Set(['127.0.0.1:8080']));
  });

  it('never lets a region name choose the host', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('a.evil.com/', 'a@evil.com', 'x#', 'x:1')), (region) => {
        let host: string;
        try {
          host = eciEndpoint(DEFAULT_ENDPOINT, region).endpoint;
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        expect(host).toBe(`eci.${region}.aliyuncs.com`);
        expect(region).not.toMatch(/[^a-z0-9-]/);
      }),
    );
  });
});
