import { describe, expect, test } from 'vitest';
import { type AccessRules, type Credentials, mayAct, mayLook } from '../../src/server/access.ts';

const token = 'a long password: with a colon, 和中文';
const atHome: AccessRules = { host: '127.0.0.1', token: undefined };
const atHomeWithToken: AccessRules = { host: '127.0.0.1', token };
const everywhere: AccessRules = { host: '0.0.0.0', token };

function credentials(changes: Partial<Credentials> = {}): Credentials {
  return { host: '127.0.0.1:8080', authorization: undefined, origin: undefined, site: undefined, ...changes };
}

function basic(password: string, user = 'anybody'): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

describe('a request that only views a page', () => {
  test.each([
    '127.0.0.1',
    '127.0.0.1:8080',
    'localhost:8080',
    'LOCALHOST',
    'digest.localhost:8080',
    '[::1]:8080',
    '127.9.9.9',
  ])('without a token, %s on loopback is let in', (host) =>
    expect(mayLook(credentials({ host }), atHome)).toBe('open'),
  );

  test.each([
    'evil.example',
    'evil.example:8080',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '192.168.1.5:8080',
    'evil.example@127.0.0.1',
    '127.0.0.1:8080, evil.example',
    '::1',
    '',
    undefined,
  ])('without a token, %s is a name that is not ours', (host) =>
    expect(mayLook(credentials({ host }), atHome)).toBe('wrong-host'),
  );

  test('a configured loopback name is accepted as our own host', () => {
    const rules: AccessRules = { host: 'Digest.localhost', token: undefined };
    expect(mayLook(credentials({ host: 'digest.localhost:8080' }), rules)).toBe('open');
  });

  test.each(['0.0.0.0', '::', '192.168.1.5', 'digest.example'])(
    'beyond loopback (%s) nothing opens without a token',
    (host) => {
      const rules: AccessRules = { host, token: undefined };
      expect(mayLook(credentials({ host, authorization: basic('') }), rules)).toBe('no-token');
    },
  );

  test.each([
    ['no header', undefined],
    ['a wrong password', basic('wrong')],
    ['an empty password', basic('')],
    ['the token as the user', basic('', token)],
    ['the beginning of the token', basic(token.slice(0, -1))],
    ['another scheme', `Bearer ${token}`],
    ['no colon', `Basic ${Buffer.from(token.replaceAll(':', '')).toString('base64')}`],
    ['no base64', 'Basic ***'],
  ])('where a token is set, %s is asked again, on loopback too', (_name, authorization) => {
    for (const rules of [everywhere, atHomeWithToken])
      expect(mayLook(credentials({ authorization }), rules)).toBe('ask');
  });

  test('the token opens with any user name, under any name of the host', () => {
    for (const user of ['', 'admin', '用户']) {
      const entry = mayLook(credentials({ host: 'digest.example', authorization: basic(token, user) }), everywhere);
      expect(entry).toBe('open');
    }
  });
});

describe('a request that changes something', () => {
  const authorization = basic(token);

  test('is refused while no password is set, on loopback too', () => {
    expect(mayAct(credentials({ authorization }), atHome)).toBe('no-token');
  });

  test('is refused without the token', () => {
    expect(mayAct(credentials(), atHomeWithToken)).toBe('ask');
    expect(mayAct(credentials({ authorization }), atHomeWithToken)).toBe('open');
  });

  test.each(['http://evil.example', 'null', 'http://127.0.0.1:9999', 'http://127.0.0.1', 'not an origin'])(
    'a page of %s may not, even with the token',
    (origin) => expect(mayAct(credentials({ authorization, origin }), atHomeWithToken)).toBe('wrong-origin'),
  );

  test.each(['http://127.0.0.1:8080', 'https://127.0.0.1:8080'])('our own page (%s) may', (origin) => {
    expect(mayAct(credentials({ authorization, origin, site: 'same-origin' }), atHomeWithToken)).toBe('open');
  });

  test('behind a proxy that replaces the Host, the page is ours if the browser says so, or at PAGE_URL', () => {
    const proxied = { host: '127.0.0.1:8080', origin: 'https://digest.example', authorization: basic(token) };
    expect(mayAct(credentials(proxied), everywhere)).toBe('wrong-origin');
    expect(mayAct(credentials({ ...proxied, site: 'same-origin' }), everywhere)).toBe('open');
    const rules = { ...everywhere, pageUrl: 'http://digest.example' };
    expect(mayAct(credentials(proxied), rules)).toBe('open');
    expect(mayAct(credentials({ ...proxied, origin: 'https://evil.example' }), rules)).toBe('wrong-origin');
    expect(mayAct(credentials({ ...proxied, site: 'cross-site' }), rules)).toBe('wrong-origin');
  });

  test.each(['cross-site', 'same-site'])('a browser that says %s may not', (site) => {
    expect(mayAct(credentials({ authorization, site }), atHomeWithToken)).toBe('wrong-origin');
  });
});
