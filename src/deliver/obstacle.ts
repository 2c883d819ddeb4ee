import type { Obstacle } from '../model.ts';

/** What kept us from connecting, by the code of Node's error or of nodemailer's; undefined when that is not known. */
export function obstacleOf(code: string): Obstacle | undefined {
  if (/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EDNS)$/.test(code)) return 'dns';
  if (code === 'ECONNREFUSED') return 'refused';
  if (/TIMEOUT|TIMEDOUT/.test(code)) return 'timeout';
  return /CERT|TLS|SSL|SIGNATURE|ISSUER|^EPROTO$/.test(code) ? 'tls' : undefined;
}
