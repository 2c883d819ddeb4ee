/**
 * Cookies of one redirect chain. Some publishers set a cookie and redirect to the same address to check that it is
 * sent. A cookie is sent only to the host that set it and is forgotten with the chain, so no feed can track a reader.
 */

/** Limits what a server can make us send. */
const limits = { cookies: 30, length: 4_096 } as const;

interface Cookie {
  readonly host: string;
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly secure: boolean;
}

export type CookieJar = ReturnType<typeof createCookieJar>;

export function createCookieJar() {
  const cookies = new Map<string, Cookie>();
  return {
    /** @param lines values of Set-Cookie, one each */
    keep(url: URL, lines: readonly string[]): void {
      for (const line of lines) {
        const cookie = parse(line, url);
        if (cookie === undefined) continue;
        const key = `${cookie.host} ${cookie.path} ${cookie.name}`;
        if (isRemoval(line)) cookies.delete(key);
        else if (cookies.size < limits.cookies || cookies.has(key)) cookies.set(key, cookie);
      }
    },
    /** Value of Cookie for a request; undefined when there is none for it. */
    headerFor(url: URL): string | undefined {
      const fitting = [...cookies.values()].filter((cookie) => fits(cookie, url));
      return fitting.length === 0 ? undefined : fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
    },
  };
}

function parse(line: string, url: URL): Cookie | undefined {
  const [, name = '', value = ''] = /^\s*([^=;\s]+)\s*=\s*([^;]*)/.exec(line) ?? [];
  if (name === '' || line.length > limits.length || !/^[\x20-\x7e\x80-\xff]*$/.test(name + value)) return undefined;
  const path = /;\s*path\s*=\s*(\/[^;]*)/i.exec(line)?.[1]?.trim() ?? '/';
  return { host: url.hostname, name, value: value.trim(), path, secure: /;\s*secure\s*(?:;|$)/i.test(line) };
}

function isRemoval(line: string): boolean {
  const maxAge = /;\s*max-age\s*=\s*(-?\d+)/i.exec(line)?.[1];
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  const expires = /;\s*expires\s*=\s*([^;]+)/i.exec(line)?.[1];
  return expires !== undefined && Date.parse(expires) < Date.UTC(2000, 0);
}

function fits({ host, path, secure }: Cookie, url: URL): boolean {
  const directory = path.endsWith('/') ? path : `${path}/`;
  const isBelow = url.pathname === path || url.pathname.startsWith(directory);
  return host === url.hostname && isBelow && (!secure || url.protocol === 'https:');
}
