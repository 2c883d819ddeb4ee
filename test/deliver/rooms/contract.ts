/** One row for each kind of room in the contract suite: its address, its model, its answers and what they mean. */
import type { Outcome, RoomKind } from '../../../src/model.ts';

export interface Row {
  readonly kind: Exclude<RoomKind, 'wecom' | 'mail'>;
  /** An address whose secret part is `secret`. */
  address(origin: string, secret: string): string;
  /** Another room of the same bot, workspace or server; left out: whatever has another secret. */
  neighbour?(origin: string, index: number): string;
  /** The value of NAME_SECRET, where the kind has signatures or tokens. */
  readonly signing: string | undefined;
  /** What answers mean: status, body, outcome. */
  readonly answers: readonly (readonly [status: number, body: object | string, outcome: Partial<Outcome>])[];
}

const accepted = { kind: 'accepted' } as const;
const rate = (restMs?: number) => ({ kind: 'not-delivered', cause: 'rate', ...(restMs && { restMs }) }) as const;
const key = (errcode: number) => ({ kind: 'key-refused', errcode }) as const;
const refused = (errcode: number) => ({ kind: 'refused', errcode }) as const;
const busy = { kind: 'unsure', cause: 'busy' } as const;

/** Answers that no room gives: never "sent", whatever the kind. */
export const strangeAnswers: Row['answers'] = [
  [502, '<html>Bad Gateway</html>', { kind: 'not-delivered', cause: 'intercepted' }],
  [302, '', { kind: 'not-delivered', cause: 'intercepted' }],
];

export const rows: readonly Row[] = [
  {
    kind: 'feishu',
    address: (origin, secret) => `${origin}/open-apis/bot/v2/hook/${secret}`,
    signing: 'digest-test-secret',
    answers: [
      [200, { code: 0, msg: 'success' }, accepted],
      [200, { StatusCode: 0, StatusMessage: 'success' }, accepted],
      [200, { code: 11232, msg: 'frequency limited psm[x]' }, rate()],
      [200, { code: 9499, msg: 'too many request' }, rate()],
      [200, { code: 9499, msg: 'Bad Request' }, refused(9499)],
      [200, { code: 19001, msg: 'param invalid: incoming webhook access token invalid' }, key(19001)],
      [200, { code: 19001, msg: 'param invalid: msg_type' }, refused(19001)],
      [200, { code: 19021, msg: 'sign match fail' }, key(19021)],
      [200, { code: 19022, msg: 'Ip Not Allowed' }, key(19022)],
      [200, { code: 19024, msg: 'Key Words Not Found' }, key(19024)],
      [200, { code: 200621, msg: 'parse card json err' }, refused(200621)],
      [200, { ok: true }, { kind: 'unsure', cause: 'not-json' }],
    ],
  },
  {
    kind: 'dingtalk',
    address: (origin, secret) => `${origin}/robot/send?access_token=${secret}`,
    signing: 'SECdigest-test-secret',
    answers: [
      [200, { errcode: 0, errmsg: 'ok' }, accepted],
      [200, { errcode: -1, errmsg: 'system busy' }, busy],
      [200, { errcode: 130101, errmsg: 'send too fast' }, rate()],
      [200, { errcode: 410100, errmsg: 'send too fast' }, rate()],
      [200, { status: 1111, wait: 5, punish: 'deny' }, rate()],
      [200, { errcode: 310000, errmsg: 'keywords not in content' }, key(310000)],
      [200, { errcode: 300005, errmsg: 'token is not exist' }, key(300005)],
      [200, { errcode: 300001, errmsg: 'token is not exist' }, key(300001)],
      [200, { errcode: 300001, errmsg: 'send too often' }, rate()],
      [200, { errcode: 460101, errmsg: 'message too long, exceed 20000 bytes' }, refused(460101)],
      [200, { errcode: 987654, errmsg: 'unheard of' }, refused(987654)],
    ],
  },
  {
    kind: 'slack',
    address: (origin, secret) => `${origin}/services/T0/B0/${secret}`,
    signing: undefined,
    answers: [
      [200, 'ok', accepted],
      [200, 'OK, thanks', { kind: 'unsure', cause: 'not-json' }],
      [429, 'rate_limited', rate()],
      [400, 'invalid_blocks', refused(400)],
      [403, 'action_prohibited', key(403)],
      [404, 'no_service', key(404)],
      [410, 'channel_is_archived', key(410)],
      [500, 'rollup_error', busy],
    ],
  },
  {
    kind: 'discord',
    address: (origin, secret) => `${origin}/api/webhooks/1234/${secret}`,
    signing: undefined,
    answers: [
      [200, { id: '1' }, accepted],
      [200, { ok: 1 }, { kind: 'unsure' }],
      [204, '', { kind: 'unsure', cause: 'not-json' }],
      [429, { retry_after: 1.25, global: false }, rate(1_250)],
      [404, { message: 'Unknown Webhook', code: 10015 }, key(10015)],
      [401, { message: 'Invalid Webhook Token', code: 50027 }, key(50027)],
      [400, { message: 'Invalid Form Body', code: 50035 }, refused(50035)],
      [403, { message: 'AutoMod', code: 200000 }, refused(200000)],
      [503, { code: 130000 }, busy],
    ],
  },
  {
    kind: 'telegram',
    address: (origin, secret) => `${origin}/bot1234:${secret}?chat=-100777`,
    neighbour: (origin, index) => `${origin}/bot1234:secret4711?chat=-100${index}`,
    signing: undefined,
    answers: [
      [200, { ok: true, result: {} }, accepted],
      [429, { ok: false, error_code: 429, parameters: { retry_after: 17 } }, rate(17_000)],
      [401, { ok: false, error_code: 401, description: 'Unauthorized' }, key(401)],
      [403, { ok: false, error_code: 403, description: 'Forbidden: bot was kicked' }, key(403)],
      [400, { ok: false, error_code: 400, description: 'Bad Request: chat not found' }, key(400)],
      [
        400,
        {
          ok: false,
          error_code: 400,
          description: 'group chat was upgraded',
          parameters: { migrate_to_chat_id: -1001 },
        },
        key(400),
      ],
      [400, { ok: false, error_code: 400, description: "Bad Request: can't parse entities" }, refused(400)],
      [500, { ok: false, error_code: 500 }, busy],
    ],
  },
  {
    kind: 'mattermost',
    address: (origin, secret) => `${origin}/hooks/${secret.toLowerCase().padEnd(26, '0')}`,
    signing: undefined,
    answers: [
      [200, 'ok', accepted],
      [200, 'fine', { kind: 'unsure', cause: 'not-json' }],
      [429, '', rate()],
      [400, { id: 'web.incoming_webhook.text.app_error' }, refused(400)],
      [400, { id: 'web.incoming_webhook.invalid.app_error' }, key(400)],
      [501, { id: 'web.incoming_webhook.disabled.app_error' }, key(501)],
      [403, { id: 'web.incoming_webhook.channel_locked.app_error' }, key(403)],
      [404, { id: 'app.channel.get.existing.app_error' }, key(404)],
      [500, { id: 'app.channel.get.find.app_error' }, { kind: 'unsure', cause: 'gateway' }],
    ],
  },
  {
    kind: 'ntfy',
    address: (origin, secret) => `ntfy+${origin}/${secret}`,
    signing: 'tk_digesttest',
    answers: [
      [200, { id: 'a', event: 'message' }, accepted],
      [200, { event: 'keepalive' }, { kind: 'unsure' }],
      [429, { code: 42901 }, rate()],
      [429, { code: 42908 }, rate(3_600_000)],
      [403, { code: 40301 }, key(40301)],
      [400, { code: 40057 }, refused(40057)],
      [507, { code: 50701 }, busy],
    ],
  },
  {
    kind: 'webhook',
    address: (origin, secret) => `webhook+${origin}/hook/${secret}`,
    signing: 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
    answers: [
      [204, '', accepted],
      [410, 'gone', key(410)],
      [401, '', key(401)],
      [422, 'no', refused(422)],
      [429, '', rate()],
      [504, '', { kind: 'not-delivered', cause: 'overloaded' }],
    ],
  },
];
