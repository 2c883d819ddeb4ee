/** Mail over TLS, from the first byte and by STARTTLS, with a certificate that only these tests trust. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postToRoom } from '../../../src/deliver/post-to-room.ts';
import { probeRoom } from '../../../src/deliver/probe-room.ts';
import { bodiesFor } from '../../../src/deliver/rooms/rooms.ts';
import { smtpOutcome } from '../../../src/deliver/rooms/smtp-outcome.ts';
import { type MailServer, startMailServer } from './mail-server.ts';

const read = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');
/** For 127.0.0.1 and localhost, signed by itself. */
const loopback = { cert: read('deliver/loopback.crt'), key: read('deliver/loopback.key') };
const elsewhere = { cert: read('collect/elsewhere.crt'), key: read('collect/elsewhere.key') };

const failed = { kind: 'not-delivered', cause: 'connect', obstacle: 'tls' };
const schemes = [
  ['smtps', true],
  ['smtp', false],
] as const;

function addressOf(scheme: string, port: number): string {
  return `${scheme}://digest:pass@127.0.0.1:${port}?from=digest@example.com&to=team@example.com`;
}

async function postTo(scheme: string, { port }: Pick<MailServer, 'port'>) {
  const address = addressOf(scheme, port);
  const [body = ''] = bodiesFor(address, { msgtype: 'mail', content: '早报\n一条' });
  return postToRoom({ address, body, id: 'id-1', timeoutMs: 3_000 });
}

describe.each(schemes)('%s', (scheme, secure) => {
  test('with an untrusted certificate nothing is delivered, and the certificate is named', async () => {
    await using server = await startMailServer({ secure: { secure, ...loopback } });
    expect(await postTo(scheme, server)).toEqual(failed);
    expect(await probeRoom({ address: addressOf(scheme, server.port), timeoutMs: 3_000 })).toEqual(failed);
    expect([...server.received, ...server.logins]).toEqual([]);
  });

  describe('with certificates that are trusted', () => {
    const usual = getCACertificates('default');
    beforeAll(() => setDefaultCACertificates([...usual, loopback.cert, elsewhere.cert]));
    afterAll(() => setDefaultCACertificates(usual));

    test('the mail arrives over a trusted certificate', async () => {
      await using server = await startMailServer({ secure: { secure, ...loopback } });
      expect(await postTo(scheme, server)).toEqual({ kind: 'accepted' });
      expect(server.received).toMatchObject([{ to: ['team@example.com'], isEncrypted: true }]);
      expect(await probeRoom({ address: addressOf(scheme, server.port), timeoutMs: 3_000 })).toEqual({
        kind: 'accepted',
      });
    });

    test('a certificate for another host delivers nothing', async () => {
      await using server = await startMailServer({ secure: { secure, ...elsewhere } });
      expect(await postTo(scheme, server)).toEqual(failed);
      expect([...server.received, ...server.logins]).toEqual([]);
    });
  });
});

test('smtps at a port without TLS delivers nothing, and the failure says why', async () => {
  await using server = await startMailServer();
  expect(await postTo('smtps', server)).toEqual(failed);
});

test('a connection that ends in the handshake delivers nothing', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  expect(await postTo('smtps', { port })).toMatchObject({ kind: 'not-delivered', cause: 'connect' });
  await new Promise((resolve) => server.close(resolve));
});

test('a mail server without STARTTLS does not count as a refusal of the message', () => {
  const error = { code: 'ETLS', command: 'STARTTLS', responseCode: 502, response: '502 5.5.1 not implemented' };
  expect(smtpOutcome(error, false)).toEqual(failed);
});
