/**
 * Mail by SMTP: one mail for each recipient, with text and HTML. DKIM is left to the server.
 * Sources: RFC 5321, 5322, 3834 (Auto-Submitted), 2369 and 8058 (List-Unsubscribe), https://nodemailer.com (10.6.1).
 */
import { Readable } from 'node:stream';
import { isLoopback } from '../../ground/hosts.ts';
import { loginOf, mailAddresses } from '../../ground/room-kinds.ts';
import type { Outcome } from '../../model.ts';
import { mailText } from './mail-text.ts';
import type { OwnWire, Room, RoomCall } from './room.ts';
import { smtpOutcome } from './smtp-outcome.ts';

export const mail = {
  kind: 'mail',
  limits: {
    // Gmail clips HTML above about 102 KB; the styles of each line are added to this limit.
    message: 60_000,
    // Free accounts may send about 50 to 100 mails a day; bursts count as spam.
    rates: [
      { messages: 1, windowMs: 5_000 },
      { messages: 50, windowMs: 24 * 60 * 60_000 },
    ],
    // The window of 163.com (451 MI:SFQ) is a quarter of an hour.
    restMs: 15 * 60_000,
  },
  // All rooms of one account share its rate limit.
  keyOf: ({ username, host }) => `mail ${username}@${host}`,
  recipientsOf: (url) => mailAddresses(url).to,
  wire: { protocol: 'own', send, probe },
} satisfies Room;

async function send({ url, body, id, now, timeoutMs, signal }: Parameters<OwnWire['send']>[0]): Promise<Outcome> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const { content, to = '' } = body;
  const { from } = mailAddresses(url);
  const composer = new MailComposer({
    ...mailText(content),
    from,
    to,
    date: now,
    // Equal for all attempts, so that a mailbox can detect duplicates.
    messageId: `<${id}@${from.split('@')[1]}>`,
    headers: { ...listHeaders(url, from), 'Auto-Submitted': 'auto-generated', Precedence: 'bulk' },
  });
  const raw = await composer.compile().build();
  return converse(url, { timeoutMs, signal }, { envelope: { from, to: [to] }, raw });
}

/** Headers of a mailing list. The address may name a page to unsubscribe: `&unsubscribe=https://…`. */
function listHeaders({ searchParams }: URL, from: string): Readonly<Record<string, string>> {
  const page = searchParams.get('unsubscribe')?.replace(/[\s<>]/g, '') || undefined;
  const host = from.split('@')[1] ?? '';
  const byMail = `<mailto:${from}?subject=unsubscribe>`;
  if (page === undefined || !page.startsWith('https://'))
    return { 'List-Id': `<digest.${host}>`, 'List-Unsubscribe': byMail };
  return {
    'List-Id': `<digest.${host}>`,
    'List-Unsubscribe': `<${page}>, ${byMail}`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

/** Connects and logs in, without sending anything. */
async function probe({ url, timeoutMs }: Pick<RoomCall, 'url'> & { readonly timeoutMs: number }): Promise<Outcome> {
  return converse(url, { timeoutMs, signal: undefined }, undefined);
}

interface Mail {
  readonly envelope: { readonly from: string; readonly to: string[] };
  readonly raw: Buffer;
}

/** One SMTP session on a new connection. Until the first byte of the mail is read, nothing can have arrived. */
async function converse(
  url: URL,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
  message: Mail | undefined,
): Promise<Outcome> {
  if (signal?.aborted) return { kind: 'not-delivered', cause: 'connect' };
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
  const connection = new SMTPConnection({
    host: url.hostname,
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    secure: url.protocol === 'smtps:',
    // A password must never be sent unencrypted.
    requireTLS: !isLoopback(url.hostname),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    // A server may check for spam before it answers the final dot.
    socketTimeout: 4 * timeoutMs,
  });
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let isWritten = false;
  const fail = (error: unknown) => resolve(smtpOutcome(error, isWritten));
  const stop = () => fail(new Error('stopped'));
  signal?.addEventListener('abort', stop, { once: true });
  connection.once('error', fail);
  connection.once('end', () => fail(new Error('connection closed')));
  const { user, password: pass } = loginOf(url);
  const login = (done: () => void) => {
    if (user === '') return done();
    connection.login({ user, credentials: { user, pass } }, (error) => (error ? fail(error) : done()));
  };
  connection.connect((error) => {
    if (error) return fail(error);
    login(() => {
      if (message === undefined) return resolve({ kind: 'accepted' });
      const raw = Readable.from(
        (function* () {
          isWritten = true;
          yield message.raw;
        })(),
      );
      connection.send(message.envelope, raw, (sendError) =>
        sendError ? fail(sendError) : resolve({ kind: 'accepted' }),
      );
    });
  });
  return promise.finally(() => {
    signal?.removeEventListener('abort', stop);
    // An error event without a listener would end the program.
    connection.on('error', () => undefined);
    connection.close();
  });
}
