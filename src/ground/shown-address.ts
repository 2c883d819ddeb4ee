/**
 * A feed's address for pages, logs and alerts: without user name and password, and with each query value as `…`, since
 * it may be a key (`?key=…&format=rss`). Text that is not an address becomes `…`.
 */
export function shownAddress(address: string): string {
  const url = URL.parse(address);
  if (url === null) return '…';
  const query = url.search
    .slice(1)
    .split('&')
    .map((pair) => (pair.includes('=') ? `${pair.split('=', 1)[0]}=…` : '…'));
  return `${url.protocol}//${url.host}${url.pathname}${url.search === '' ? '' : `?${query.join('&')}`}`;
}
