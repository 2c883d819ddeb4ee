import type { Outcome } from '../../model.ts';
import { obstacleOf } from '../obstacle.ts';

interface SmtpFailure {
  readonly code?: string;
  /** What it was before nodemailer named the step that failed. */
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

/**
 * What a failed SMTP session came to, by the server's code and the command that it answered. The words are read only
 * where vendors say "too often" with a final code, and are never kept: they can hold addresses.
 * @param isWritten whether the server was given any byte of the mail
 */
export function smtpOutcome(error: unknown, isWritten: boolean): Outcome {
  const { code = '', originalCode = code, responseCode = 0, response = '', command = '' } = error as SmtpFailure;
  // Also a server that answers STARTTLS with a code of its own: the message is not what it refuses.
  if (code === 'ETLS') return { kind: 'not-delivered', cause: 'connect', obstacle: 'tls' };
  // Lost after the mail was sent: the server may have it (RFC 5321, 4.2.5).
  if (responseCode === 0) {
    if (isWritten) return { kind: 'unsure', cause: code === 'ETIMEDOUT' ? 'timeout' : 'reset' };
    const obstacle = obstacleOf(originalCode);
    return { kind: 'not-delivered', cause: 'connect', ...(obstacle !== undefined && { obstacle }) };
  }
  if (tooOften.test(response)) return { kind: 'not-delivered', cause: 'rate' };
  // 503 is a session out of step; 421 says to come back on a new connection.
  if (responseCode < 500 || responseCode === 503) return { kind: 'not-delivered', cause: 'overloaded' };
  if (command.startsWith('AUTH') || keyCodes.has(responseCode)) return { kind: 'key-refused', errcode: responseCode };
  return { kind: 'refused', errcode: responseCode };
}

/** Login needed, mechanism too weak, credentials wrong. */
const keyCodes: ReadonlySet<number> = new Set([530, 534, 535]);

/**
 * Final codes that mean a rate: QQ (550 Ip frequency limited), Aliyun (554 … too frequently sending), Gmail (550 5.4.5);
 * and 163 (451 MI:SFQ, 450 MI:DMC), whose window is longer than a backoff.
 */
const tooOften = /frequency limited|too frequently|5\.4\.5|MI:SFQ|MI:DMC|HL:ICC/i;
