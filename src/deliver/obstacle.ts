import type { Obstacle } from '../model.ts';

/** Why a connection failed, by the error code of Node or nodemailer; undefined if unknown. */
export function obstacleOf(code: string): Obstacle | undefined {
  if (/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EDNS)$/.test(code)) return 'dns';
  if (code === 'ECONNREFUSED') return 'refused';
  if (/TIMEOUT|TIMEDOUT/.test(code)) return 'timeout';
  return /CERT|TLS|SSL|SIGNATURE|ISSUER|^EPROTO$/.test(code) ? 'tls' : undefined;
}
