import { expect, test } from 'vitest';
import { dingtalkSign } from '../../../src/deliver/rooms/dingtalk.ts';
import { feishuSign } from '../../../src/deliver/rooms/feishu.ts';
import { webhookSignature } from '../../../src/deliver/rooms/webhook.ts';

test('Feishu: the signature is the HMAC of an empty text with time and secret as the key', () => {
  expect(feishuSign(1_735_689_600, 'digest-test-secret')).toBe('WgTSe5zsTNqlmGiqrE+PS2gyKB6DZSpmtZT10n5IAj4=');
});

test('DingTalk: the signature is the HMAC of time and secret with the secret as the key', () => {
  const sign = dingtalkSign(1_735_689_600_001, 'SECdigest-test-secret');
  expect(encodeURIComponent(sign)).toBe('9WuPgvXapQgx%2BNiGC3rerhSAcmAHb6FDVlXFEvm%2F2Ck%3D');
});

test('a webhook is signed as the reference library of Standard Webhooks does', () => {
  const body = '{"type":"digest.delivered","timestamp":"2025-01-01T00:00:00Z","data":{"id":"d1","title":"晨报"}}';
  const secret = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
  expect(webhookSignature(secret, { id: 'msg_d1', seconds: 1_735_689_600, body })).toBe(
    'v1,pdOvS7bgvr4ZquNDYSK7fSPJcv8oJKNSWkRvjFGySHg=',
  );
});
