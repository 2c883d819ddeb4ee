/**
 * The schema of feeds.yaml and of catalogue.yaml (which has only `feeds`): allowed keys and values, defaults, and the
 * descriptions that editors show. `npm run schema` generates `feeds.schema.json` from it.
 */
import { z } from 'zod';
import { phrase } from '../ground/phrase.ts';
import { parseFeedUrl, parseLink } from './address.ts';
import { alertVariable } from './environment.ts';
import { parsePattern } from './pattern.ts';
import { type Parsed, refuse } from './problem.ts';
import { parseDay, parseDuration, parseHold, parseSize, parseText, parseVariableName } from './scalars.ts';
import { parseSchedule } from './schedule.ts';
import { parseTimezone } from './timezone.ts';

const text = (description: string) => scalar(parseText, { type: ['string', 'integer'], description });
const duration = (description: string) =>
  scalar(parseDuration, { type: 'string', pattern: '^\\d+(\\.\\d+)? ?(ms|s|m|h|d)$', description });
const size = (description: string) =>
  scalar(parseSize, { type: 'string', pattern: '^\\d+(\\.\\d+)? ?([KMG]?B|[kmg]?b)$', description });
const day = (description: string) =>
  scalar(parseDay, { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', description });
const schedule = () =>
  scalar(parseSchedule, {
    type: 'string',
    description:
      '什么时候：五段 cron，分 时 日 月 周，如 0 9 * * * · when: five-field cron, minute hour day month weekday',
  });
const timezone = () =>
  scalar(parseTimezone, {
    type: 'string',
    description: '时区，如 Asia/Shanghai · IANA time zone',
  });
const pattern = () =>
  scalar(parsePattern, {
    type: ['string', 'integer'],
    description: '词、"几个词" 或 /正则/i · word, "two words" or /regex/i',
  });
/** A list of patterns; empty by default. */
export const patterns = (description: string) => z.array(pattern()).default([]).describe(description);
const variableName = () =>
  scalar(parseVariableName, {
    type: 'string',
    pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
    description: '变量的名字，值写在 .env · name of a variable; its value goes into .env',
  });
const webhooks = () =>
  oneOrMore(variableName()).describe(
    '群机器人地址所在变量的名字（不是地址）；写成列表就发到几个群 · name of the variable with the robot’s address, never the address itself; a list sends to several groups',
  );
const rooms = () =>
  oneOrMore(variableName())
    .optional()
    .describe(
      '发到哪里：变量的名字，一个或列表；飞书、钉钉、邮件等由地址认出 · further rooms: names of variables with addresses of any kind (Feishu, DingTalk, mail, …), in addition to `webhook`',
    );
const days = () =>
  z
    .enum(['everyday', 'weekdays', 'workdays'])
    .default('everyday')
    .describe('哪些天：每天、周一到周五、中国的工作日（含调休） · every day, Monday to Friday, Chinese workdays');
const whole = (min: number, max: number) => z.int().min(min).max(max);
const points = (description: string) => z.number().min(-100).max(100).describe(description);

const collect = z
  .strictObject({
    schedule: schedule().prefault('17 * * * *'),
    concurrency: whole(1, 256).default(16).describe('同时读几个源 · feeds read at the same time'),
    perHost: whole(1, 64).default(2).describe('同一网站同时几个请求 · requests to one host at a time'),
    timeout: duration('每一步最多等多久 · timeout of each step of a request').prefault('20s'),
    maxBytes: size('一个源最多多大（解压后） · maximum size of a feed, after decompression').prefault('10MB'),
    maxItems: whole(1, 100_000).default(500).describe('每个源最多取几条 · maximum number of items per feed'),
    keep: duration('条目保存多久 · how long items are kept').prefault('30d'),
    keepEditions: duration('发过的日报保存多久，至少 30d · how long past editions are kept, at least 30d').prefault(
      '90d',
    ),
  })
  .prefault({})
  .describe('怎样收集 · How feeds are read');

const section = z.strictObject({
  id: text('栏目的代号，不重复 · id, unique'),
  title: text('栏目的标题 · title that readers see'),
  titleEn: text('英文日报里的标题；不写就用 title · title in English digests; default: `title`').optional(),
  match: patterns(
    '含有这些词的新闻归这一栏；不写：收下其余的 · words that put a story here; without them the section takes the remaining stories',
  ),
});

const sections = z
  .array(section)
  .describe('栏目，从上到下先到先得；分数最高的几条自动归“要闻” · sections by subject, first match wins');

/** The id of a digest that has none. */
export const defaultDigestId = 'daily';

const digest = z.strictObject({
  id: text('日报的代号，不重复，定了就不要改 · id, unique; never change it').prefault(defaultDigestId),
  title: text('消息第一行的标题 · title in the first line of the message').optional(),
  schedule: schedule().prefault('0 9 * * *'),
  timezone: timezone().prefault('Asia/Shanghai'),
  days: days(),
  webhook: webhooks().optional(),
  to: rooms(),
  format: z
    .enum(['markdown', 'markdown_v2', 'text', 'news'])
    .default('markdown')
    .describe(
      '企业微信的消息类型；群里有人用微信收消息时用 text · WeCom message type; use text if members read in personal WeChat',
    ),
  language: z.enum(['zh-CN', 'en']).default('zh-CN').describe('日报的语言 · language of the digest'),
  ai: z
    .strictObject({
      headlines: z
        .boolean()
        .default(true)
        .describe('外文标题译成日报的语言 · translate titles into the language of the digest'),
      summaries: z.boolean().default(true).describe('再写一句话 · also write one sentence'),
      judge: z
        .boolean()
        .default(true)
        .describe(
          '规则拿不准时：两条是不是同一件事 · decide where the rules are unsure whether two headlines are one event',
        ),
    })
    .prefault({})
    .describe(
      '语言模型做什么；只在 .env 里设了 LLM_BASE_URL 时 · what a language model does, if LLM_BASE_URL is set in .env',
    ),
  feeds: z
    .strictObject({
      topics: z
        .array(z.enum(['ai', 'general']))
        .default([])
        .describe('只要这些 topic 的源 · only feeds with these topics'),
      tags: z.array(text('标签 · tag')).default([]).describe('只要带这些标签的源 · only feeds with one of these tags'),
    })
    .prefault({})
    .describe('这份日报用哪些源；不写：全部 · which feeds the digest uses; default: all'),
  maxStories: whole(1, 200).default(15).describe('最多几条 · maximum number of stories'),
  maxPerFeed: whole(1, 200)
    .default(3)
    .describe('一个源最多几条（宁可超过，也不留空） · soft limit of stories per feed'),
  floor: points('低于这个分数的不发：安静的日子短一些 · stories with fewer points are left out').default(2),
  floorRise: z
    .number()
    .min(0)
    .max(100)
    .default(1.1)
    .describe(
      '超过 maxStories 的一半之后，再高出 floor 这么多分才发 · extra points above floor that stories need in the second half of maxStories, and papers without votes',
    ),
  maxPapers: whole(0, 200)
    .default(3)
    .describe('没有人投票、只有一个来源的论文最多几条 · maximum number of papers without votes or a second source'),
  maxPerVendor: whole(0, 200)
    .default(1)
    .describe(
      '一家厂商说自己的文章（不是发布）最多几条 · maximum number of posts of one vendor about itself that are not releases',
    ),
  maxMessages: whole(1, 50)
    .optional()
    .describe('最多分成几条消息；不写：不限 · maximum number of messages; default: no limit'),
  maxAge: duration('多旧的新闻还算新闻 · maximum age of news').prefault('48h'),
  catchUp: duration('错过了，多久之内补发 · how late a missed digest is still sent').prefault('6h'),
  giveUp: duration('发不出去，多久后放弃 · after which time an undelivered message is given up').prefault('24h'),
  whenEmpty: z
    .enum(['note', 'skip'])
    .default('note')
    .describe('没有新闻的日子：说一声，还是不发 · on a day without news: say so, or send nothing'),
  hold: scalar(parseHold, {
    type: 'string',
    pattern: '^(0|\\d+(\\.\\d+)? ?(ms|s|m|h))$',
    description:
      '提前多久编好，告诉维护者，可以在网页上拿掉、上移、放进来或扣住；没人动就按时发 · how long before its time the digest is composed and announced to the alert group, so that a person can change it; it is sent on time in any case unless it is held',
  }).prefault('0m'),
  link: scalar(parseLink, {
    type: 'string',
    format: 'uri',
    description:
      '往期网页的网址；写了，消息末尾就带一个链接，通向这一期和没选上的 · base URL of the published editions; each message then ends with a link to its edition',
  }).optional(),
  include: patterns('写了就只要含这些词的新闻 · if set, only news with one of these words'),
  exclude: patterns('不要含这些词的新闻 · no news with one of these words'),
  boost: z
    .record(z.string(), points('加几分 · points'))
    .default({})
    .transform(parseBoost)
    .describe('含这个词就加几分（负数减分） · points for news with this word; may be negative'),
  mute: z
    .array(
      z.strictObject({
        match: oneOrMore(pattern()).describe('词或列表 · word or list'),
        until: day('到哪一天为止（含） · last muted day').optional(),
      }),
    )
    .default([])
    .describe('暂时不看的话题 · topics muted for a while'),
  sections: sections.optional(),
});

const feedAddress = (description: string) => scalar(parseFeedUrl, { type: 'string', format: 'uri', description });
const selector = (description: string) => text(`${description}（CSS 选择器） · CSS selector`);

const select = z.strictObject({
  item: selector('每一条'),
  title: selector('标题').optional(),
  link: selector('链接').optional(),
  date: selector('日期').optional(),
  summary: selector('摘要').optional(),
});

const feed = z.strictObject({
  url: feedAddress('RSS、Atom 或 JSON Feed 的网址 · address of the feed').optional(),
  page: feedAddress(
    '没有 RSS 时：列出文章的网页，或网站地图 · for sites without a feed: a web page that lists articles, or a site map',
  ).optional(),
  match: text('page 用：只要网址里有这一段的，如 /news/ · for page: only addresses that contain this text').optional(),
  select: select
    .optional()
    .describe('page 用：自己指定每一条在哪里；不写：自动认 · for page: where its entries are; default: detected'),
  name: text('读者看到的名字；不写：网站域名 · name that readers see; default: the host name').optional(),
  topic: z
    .enum(['ai', 'general'])
    .default('general')
    .describe(
      'ai：全是 AI 新闻；general：只挑其中像 AI 新闻的 · ai: every item; general: only items that look like AI news',
    ),
  language: z.enum(['zh', 'en']).optional().describe('源的语言 · language of the feed'),
  weight: points('越大越靠前，每 1 多得 0.3 分 · each unit adds 0.3 points').default(1),
  tags: z
    .array(text('标签 · tag'))
    .default([])
    .describe('自己起的标签，日报可以按它挑源 · your own tags, by which digests can select feeds'),
  include: patterns('只要含这些词的 · only items with one of these words'),
  exclude: patterns('不要含这些词的 · no items with one of these words'),
  headers: z
    .record(z.string(), variableName())
    .default({})
    .describe('请求头：变量的名字（值写在 .env） · HTTP header: name of the variable with its value'),
  userAgent: text('换一个 User-Agent · User-Agent for this feed').optional(),
  proxy: z.boolean().default(true).describe('false：不走代理 · false: never use the proxy'),
  maxItems: whole(1, 100_000).optional().describe('最多取几条 · maximum number of items of this feed'),
  minPoints: z
    .int()
    .min(1)
    .optional()
    .describe('票数（点赞、星标）不到这么多的先不要 · entries with fewer votes are skipped until they have them'),
  enabled: z.boolean().default(true).describe('false：暂时不用 · false: not used for now'),
  note: text('给自己看的备注 · a note to yourself').optional(),
  reads: z
    .array(text('域名 · host'))
    .default([])
    .describe(
      '这个源讲的是哪些网站，除了它自己的域名（npm run reach 用） · the sites that it covers, in addition to its own host',
    ),
});

const reminder = z.strictObject({
  id: text('代号，不重复 · id, unique'),
  schedule: schedule(),
  timezone: timezone().prefault('Asia/Shanghai'),
  days: days(),
  webhook: webhooks().optional(),
  to: rooms(),
  text: scalar(parseReminderText, { type: ['string', 'integer'], description: '提醒的内容 · text of the reminder' }),
  mention: z
    .array(text('userid、手机号或 @all · userid, mobile number or @all'))
    .default([])
    .describe('提到谁 · whom to mention'),
});

const report = z
  .strictObject({
    schedule: schedule().prefault('0 9 * * 1'),
    timezone: timezone().prefault('Asia/Shanghai'),
  })
  .optional()
  .describe(`每周给维护者的小结，发到 ${alertVariable}；不写：不发 · weekly report to ${alertVariable}; default: none`);

const calendar = z
  .strictObject({
    daysOff: z.array(day('放假 · day off')).default([]).describe('另外的休息日 · additional days off'),
    workdays: z.array(day('上班 · workday')).default([]).describe('另外的工作日 · additional workdays'),
  })
  .prefault({})
  .describe('自己的放假与调休，优先于公历表 · your own days off and make-up days, which override the public calendar');

/** The whole file; unknown keys are refused. */
export const feedsFileSchema = z.strictObject({
  collect,
  digests: z.array(digest).min(1).prefault([{}]).describe('日报，可以有几份 · the digests'),
  include: oneOrMore(text('文件，如 groups/*.yaml · a file, such as groups/*.yaml'))
    .default([])
    .describe(
      '更多日报和提醒所在的文件（每个群一个），路径从本文件所在的文件夹算起 · files with further digests and reminders, such as one per group, relative to the folder of this file',
    ),
  sections: sections.default([]),
  publish: text(
    '把往期写成网页和订阅源的文件夹，给任何网页服务器用；不写：不写出 · folder for the editions as static pages and feeds; default: none',
  ).optional(),
  feeds: z.array(feed).describe('新闻源 · the feeds'),
  reminders: z.array(reminder).default([]).describe('定时提醒 · texts that are sent on a schedule'),
  report,
  calendar,
});

/** The parsed feeds.yaml with its defaults. `read-feeds.ts` converts it to the model. */
export type FeedsFile = z.output<typeof feedsFileSchema>;
export type FeedEntry = FeedsFile['feeds'][number];

/** A value with its own syntax. `meta` describes it in the JSON schema. */
function scalar<T>(parse: (value: unknown) => Parsed<T>, meta: Record<string, unknown>) {
  return z
    .unknown()
    .transform((value, context): T => {
      const parsed = parse(value);
      if (parsed.ok) return parsed.value;
      context.addIssue({ code: 'custom', params: value === undefined ? { missing: true } : { fault: parsed } });
      return z.NEVER;
    })
    .meta(meta);
}

/** Accepts one value or a list; the result is always a list. */
function oneOrMore<T extends z.ZodType>(one: T) {
  const more = z.array(one).min(1);
  return z
    .unknown()
    .transform((value, context): z.output<T>[] => {
      const result = (Array.isArray(value) ? more : one).safeParse(value, { reportInput: true });
      if (result.success) return Array.isArray(value) ? (result.data as z.output<T>[]) : [result.data as z.output<T>];
      for (const issue of result.error.issues)
        context.issues.push({ ...issue, input: issue.input } as z.core.$ZodRawIssue);
      return z.NEVER;
    })
    .meta({
      anyOf: [{ type: ['string', 'integer'] }, { type: 'array', items: { type: ['string', 'integer'] }, minItems: 1 }],
    });
}

/**
 * Maximum UTF-8 bytes of a robot's `text` message; WeCom refuses a longer one.
 * Source: https://developer.work.weixin.qq.com/document/path/91770
 */
const textMessageBytes = 2048;

/** A reminder is sent unchanged, in one message. */
function parseReminderText(value: unknown): Parsed<string> {
  const parsed = parseText(value);
  const bytes = parsed.ok ? Buffer.byteLength(parsed.value) : 0;
  if (bytes <= textMessageBytes) return parsed;
  return refuse(
    phrase(
      `有 ${bytes} 字节，群机器人一条消息最多 ${textMessageBytes} 字节`,
      `has ${bytes} bytes; the robot accepts at most ${textMessageBytes} per message`,
    ),
    phrase(
      '缩短它（一个汉字 3 字节），或分成两条提醒',
      'shorten it (a Chinese character is 3 bytes), or split it into two reminders',
    ),
  );
}

function parseBoost(boost: Readonly<Record<string, number>>, context: z.RefinementCtx) {
  return Object.entries(boost).flatMap(([key, points]) => {
    const parsed = parsePattern(key);
    if (parsed.ok) return [{ pattern: parsed.value, points }];
    context.addIssue({ code: 'custom', path: [key], params: { fault: parsed, at: 'key' } });
    return [];
  });
}
