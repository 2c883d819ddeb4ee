import type { Outcome } from '../../model.ts';
import { obstacleOf } from '../obstacle.ts';

interface SmtpFailure {
  readonly code?: string;
  /** The code before nodemailer replaced it by the name of the failed step. */
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

/**
 * The outcome of a failed SMTP session, by the server's code and the command. The text is used only to detect "too many
 * messages" with a permanent code, and is never stored, because it may contain addresses.
 * @param isWritten whether any byte of the mail was sent
 */
export function smtpOutcome(error: unknown, isWritten: boolean): Outcome {
  const { code = '', originalCode = code, responseCode = 0, response = '', command = '' } = error as SmtpFailure;
  // This includes a server that refuses STARTTLS: it does not refuse the message.
  if (code === 'ETLS') return { kind: 'not-delivered', cause: 'connect', obstacle: 'tls' };
  // The connection was lost after the mail was sent, so the server may have it (RFC 5321, 4.2.5).
  if (responseCode === 0) {
    if (isWritten) return { kind: 'unsure', cause: code === 'ETIMEDOUT' ? 'timeout' : 'reset' };
    const obstacle = obstacleOf(originalCode);
    return { kind: 'not-delivered', cause: 'connect', ...(obstacle !== undefined && { obstacle }) };
  }
  if (tooOften.test(response)) return { kind: 'not-delivered', cause: 'rate' };
  // 503 is a wrong sequence of commands; 421 asks for a new connection.
  if (responseCode < 500 || responseCode === 503) return { kind: 'not-delivered', cause: 'overloaded' };
  if (command.startsWith('AUTH') || keyCodes.has(responseCode)) return { kind: 'key-refused', errcode: responseCode };
  return { kind: 'refused', errcode: responseCode };
}

/** Login required, mechanism too weak, wrong credentials. */
const keyCodes: ReadonlySet<number> = new Set([530, 534, 535]);

/**
 * Permanent codes for a rate limit: QQ (550 Ip frequency limited), Aliyun (554 … too frequently sending), Gmail (550
 * 5.4.5); and 163 (451 MI:SFQ, 450 MI:DMC), whose window is longer than a backoff.
 */
const tooOften = /frequency limited|too frequently|5\.4\.5|MI:SFQ|MI:DMC|HL:ICC/i;
