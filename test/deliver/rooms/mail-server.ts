/** A real SMTP server on loopback, with faults at each step. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface MailServer extends AsyncDisposable {
  readonly port: number;
  /** Raw mails, with their envelopes. */
  readonly received: readonly { readonly to: readonly string[]; readonly raw: string; readonly isEncrypted: boolean }[];
  readonly logins: readonly string[];
}

export interface MailFaults {
  /** The server's answer at each step; undefined lets it pass. */
  readonly auth?: [code: number, text: string];
  /** The only password that it accepts. @default any */
  readonly password?: string;
  readonly rcpt?: (to: string) => [code: number, text: string] | undefined;
  readonly data?: [code: number, text: string];
  /** The connection ends when the mail was read; `accepted`: it is in the mailbox all the same. */
  readonly reset?: { readonly accepted: boolean };
  readonly secure?: Pick<SMTPServerOptions, 'secure' | 'key' | 'cert'>;
}

export async function startMailServer(faults: MailFaults = {}): Promise<MailServer> {
  const received: { to: string[]; raw: string; isEncrypted: boolean }[] = [];
  const logins: string[] = [];
  const error = ([responseCode, text]: [number, string]) => Object.assign(new Error(text), { responseCode });
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: faults.secure === undefined ? ['STARTTLS'] : [],
    ...faults.secure,
    onAuth({ username = '', password }, _, done) {
      if (faults.auth !== undefined) return done(error(faults.auth));
      if (faults.password !== undefined && faults.password !== password) return done(error([535, 'wrong password']));
      logins.push(username);
      return done(null, { user: username });
    },
    onRcptTo({ address }, _, done) {
      const fault = faults.rcpt?.(address);
      done(fault === undefined ? null : error(fault));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const mail = {
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
          isEncrypted: session.secure,
        };
        if (faults.data !== undefined) return done(error(faults.data));
        if (faults.reset?.accepted !== false) received.push(mail);
        if (faults.reset === undefined) return done();
        for (const connection of server.connections as Set<{ close(): void; _socket?: { destroy(): void } }>)
          connection._socket?.destroy();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    received,
    logins,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
