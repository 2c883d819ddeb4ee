/** Warnings: settings that are valid but probably not intended. `check` reports them. */
import { dirname } from 'node:path';
import { parse as parseCron } from 'node-cron';
import { dayMs, hourMs, minuteMs, secondMs } from '../ground/durations.ts';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import { roomKindOf } from '../ground/room-kinds.ts';
import type { Problem } from '../model.ts';
import { restingBridges } from './bridges.ts';
import { alertVariable, type VariableReader } from './environment.ts';
import { feedsOf } from './feeds-of.ts';
import { filesOf } from './group-files.ts';
import { didYouMean, type Fault } from './problem.ts';
import type { FeedsSettings } from './read-feeds.ts';
import { relayHost, robotHost, roomAddressFault } from './robot-address.ts';
import { daysOf } from './schedule.ts';
import type { Path, YamlFile } from './yaml-file.ts';

type Settings = Pick<FeedsSettings, 'calendar' | 'collect' | 'digests' | 'feeds' | 'include' | 'reminders'> &
  VariableReader;

/** The warnings about a valid configuration. @param file its feeds.yaml, for the lines */
export function warningsAbout(config: Settings, file: YamlFile): readonly Problem[] {
  return [
    ...digestsWithoutFeeds(config, file),
    ...unknownTags(config, file),
    ...toldTwice(config, file),
    ...sharedNames(config, file),
    ...daysThatAreBoth(config, file),
    ...manyInOneHour(config, file),
    ...forgottenTooSoon(config, file),
    ...smallLimits(config, file),
    ...daysOffAndOn(config, file),
    ...includesWithoutFile(config, file),
    ...restingBridges({ feeds: config.feeds, bridgeUrls: config.environment.bridgeUrls }, file),
    ...relays(config),
    ...noAlerts(config),
    ...mentionsOfNobody(config, file),
    ...tooFast(config),
  ];
}

function digestsWithoutFeeds({ digests, feeds }: Settings, file: YamlFile): Problem[] {
  return digests.flatMap((digest, index) =>
    feedsOf(digest, feeds).length > 0
      ? []
      : file.problem(['digests', index, 'feeds'], {
          what: phrase(`日报 ${digest.id} 一个源也没有选中`, `digest ${digest.id} selects no feed`),
          remedy: phrase('检查它的 feeds: topics 和 tags', 'check its `feeds: topics` and `tags`'),
        }),
  );
}

function unknownTags({ digests, feeds }: Settings, file: YamlFile): Problem[] {
  const known = new Set(feeds.flatMap((feed) => feed.tags));
  return digests.flatMap((digest, index) =>
    digest.feeds.tags.flatMap((tag, position) => {
      if (known.has(tag)) return [];
      return file.problem(['digests', index, 'feeds', 'tags', position], {
        what: phrase(`没有一个源带标签 ${tag}`, `no feed has the tag ${tag}`),
        remedy: didYouMean(
          nearest(tag, known),
          phrase('给源写上 tags，或删掉它', 'add it to the tags of a feed, or delete it'),
        ),
      });
    }),
  );
}

function toldTwice({ digests, feeds, secret }: Settings, file: YamlFile): Problem[] {
  const reads = digests.map((digest) => ({
    id: digest.id,
    webhooks: digest.webhooks,
    robots: new Set(digest.webhooks.map((name) => secret(name) ?? name)),
    feeds: new Set(feedsOf(digest, feeds)),
  }));
  return reads.flatMap((digest, index) =>
    reads.slice(0, index).flatMap((earlier) => {
      if (digest.robots.isDisjointFrom(earlier.robots) || digest.feeds.isDisjointFrom(earlier.feeds)) return [];
      const webhook = digest.webhooks.find((name) => earlier.robots.has(secret(name) ?? name));
      return file.problem(['digests', index], {
        what: phrase(
          `日报 ${earlier.id} 和 ${digest.id} 有相同的源，又发到同一个群（${webhook}），同一件事会说两遍`,
          `digests ${earlier.id} and ${digest.id} share feeds and a robot (${webhook}), so the group gets the same stories twice`,
        ),
        remedy: phrase(
          '用 feeds: topics 或 tags 分开，或发到不同的群',
          'separate them by `feeds: topics` or `tags`, or send them to different groups',
        ),
      });
    }),
  );
}

function sharedNames({ feeds }: Settings, file: YamlFile): Problem[] {
  return feeds.flatMap((feed, index) => {
    const earlier = feeds.findIndex((other) => other.name === feed.name);
    if (earlier === index) return [];
    const { line } = file.placeOf(['feeds', earlier]);
    return file.problem(['feeds', index, 'name'], {
      what: phrase(
        `名字 ${feed.name} 与第 ${line} 行的源相同`,
        `the feed in line ${line} has the same name ${feed.name}`,
      ),
      remedy: phrase('换一个名字，免得分不清', 'choose another name, to distinguish them'),
    });
  });
}

function daysThatAreBoth({ digests }: Settings, file: YamlFile): Problem[] {
  return digests.flatMap(({ id, schedule }, index) =>
    daysOf(schedule) === 'both'
      ? file.problem(['digests', index, 'schedule'], {
          what: phrase(
            `日报 ${id} 的 schedule 只在日（第 3 段）和周（第 5 段）都对的日子才发`,
            `the schedule of digest ${id} fires only on days that match both field 3 (day of month) and field 5 (day of week)`,
          ),
          remedy: phrase('如果不是这个意思，把其中一段写成 *', 'if this is not intended, write * in one of them'),
        })
      : [],
  );
}

/** More editions in one hour are probably a `*` in the wrong field. */
const mostInOneHour = 4;

function manyInOneHour({ digests }: Settings, file: YamlFile): Problem[] {
  return digests.flatMap(({ id, schedule }, index) => {
    const times = parseCron(schedule).minute.length;
    if (times <= mostInOneHour) return [];
    const [, hour = '*', ...days] = schedule.split(' ');
    const meant = `0 ${hour === '*' ? 9 : hour} ${days.join(' ')}`;
    return file.problem(['digests', index, 'schedule'], {
      what: phrase(
        `日报 ${id} 的 schedule 在一个小时里要发 ${times} 次`,
        `the schedule of digest ${id} fires ${times} times in one hour`,
      ),
      remedy: phrase(
        `第 1 段是分钟，只写一个数：是不是 "${meant}"？`,
        `field 1 is the minute; write one number there: did you mean "${meant}"?`,
      ),
    });
  });
}

/** Items that left their feed are deleted after `keep`. */
function forgottenTooSoon({ collect, digests }: Settings, file: YamlFile): Problem[] {
  return digests.flatMap(({ id, maxAgeMs }, index) =>
    collect.keepMs >= maxAgeMs
      ? []
      : file.problem(['digests', index, 'maxAge'], {
          what: phrase(
            `日报 ${id} 的 maxAge 比 collect 的 keep 长：从源里滑出去的新闻，没等到日报就删了`,
            `maxAge of digest ${id} is longer than \`keep\` under \`collect\`, so news that left its feed is deleted before the digest`,
          ),
          remedy: phrase('把 keep 加长，或删掉它（默认 30d）', 'raise `keep`, or delete it (default 30d)'),
        }),
  );
}

/** Limits so small that hardly any news is left: usually a wrong unit. */
function smallLimits({ collect, digests }: Settings, file: YamlFile): Problem[] {
  const limits: readonly { readonly at: Path; readonly isSmall: boolean; readonly fault: Fault }[] = [
    { at: ['collect', 'timeout'], isSmall: collect.timeoutMs < secondMs, fault: shortTimeout },
    { at: ['collect', 'maxBytes'], isSmall: collect.maxBytes < 100 * 1024, fault: smallFeeds },
    { at: ['collect', 'keepEditions'], isSmall: collect.keepEditionsMs < 30 * dayMs, fault: shortHistory },
    ...digests.map(({ id, maxAgeMs }, index) => ({
      at: ['digests', index, 'maxAge'],
      isSmall: maxAgeMs < hourMs,
      fault: {
        what: phrase(
          `日报 ${id} 的 maxAge 不到一小时，几乎没有新闻这么新`,
          `maxAge of digest ${id} is less than an hour, and hardly any news is that new`,
        ),
        remedy: phrase(
          'm 是分、h 是时、d 是天；删掉它就是 48h',
          'm is minutes, h hours and d days; the default is 48h',
        ),
      },
    })),
  ];
  return limits.filter(({ isSmall }) => isSmall).map(({ at, fault }) => file.problem(at, fault));
}

const shortTimeout: Fault = {
  what: phrase('timeout 太短，几乎没有源来得及回应', 'timeout is so short that hardly any feed answers in time'),
  remedy: phrase('写 5s 以上，或删掉它（默认 20s）', 'write 5s or more, or delete it (default 20s)'),
};
const smallFeeds: Fault = {
  what: phrase('maxBytes 太小，许多源比它大，会读不出来', 'maxBytes is so small that many feeds are refused'),
  remedy: phrase('写 1MB 以上，或删掉它（默认 10MB）', 'write 1MB or more, or delete it (default 10MB)'),
};
const shortHistory: Fault = {
  what: phrase('keepEditions 不到 30 天；发过的日报还是保存 30 天', 'editions are kept for at least 30 days'),
  remedy: phrase('写 30d 以上，或删掉它（默认 90d）', 'write 30d or more, or delete it (default 90d)'),
};

function daysOffAndOn({ calendar: { daysOff, workdays } }: Settings, file: YamlFile): Problem[] {
  return daysOff.flatMap((day, index) =>
    workdays.includes(day)
      ? file.problem(['calendar', 'daysOff', index], {
          what: phrase(
            `${day} 又是休息日又是工作日，按工作日算`,
            `${day} is in both daysOff and workdays, and counts as a workday`,
          ),
          remedy: phrase('从其中一处删掉它', 'delete it from one of them'),
        })
      : [],
  );
}

function includesWithoutFile({ include, environment }: Settings, file: YamlFile): Problem[] {
  return include.flatMap((pattern, index) => {
    if (filesOf(pattern, dirname(environment.feedsFile)).length > 0) return [];
    return file.problem(['include', index], {
      what: phrase(`没有一个文件符合 ${pattern}`, `no file matches ${pattern}`),
      remedy: phrase(
        '检查文件夹名和后缀；路径从 feeds.yaml 所在的文件夹算起，例如 groups/*.yaml',
        'check the names of the folder and the files; the path is relative to the folder of feeds.yaml, for example groups/*.yaml',
      ),
    });
  });
}

function relays({ digests, environment, secret, problemOf }: Settings): Problem[] {
  const names = new Set([...digests.flatMap((digest) => digest.webhooks), alertVariable]);
  return [...names].flatMap((name) => {
    const address = secret(name) ?? '';
    const host = relayHost(address);
    // A wrong address is a problem of its own, and this warning would contradict it.
    if (host === undefined || roomAddressFault(address, environment.privateHosts) !== undefined) return [];
    return problemOf(name, {
      what: phrase(`${name} 通向 ${host}，不是 ${robotHost}`, `${name} points to ${host}, not to ${robotHost}`),
      remedy: phrase(
        '如果那是自己的转发就没有问题；否则从群机器人的页面重新复制',
        'ignore this if it is your own relay; otherwise copy the address from the robot’s page again',
      ),
    });
  });
}

/** Only WeCom robots can mention people. */
function mentionsOfNobody({ reminders, environment, secret, problemOf }: Settings, file: YamlFile): Problem[] {
  const isOther = (webhook: string) => roomKindOf(secret(webhook) ?? '') !== 'wecom';
  const ofReminders = reminders.flatMap(({ mention, webhooks }, index) =>
    mention.length > 0 && webhooks.every(isOther)
      ? file.problem(['reminders', index, 'mention'], toNobody('mention'))
      : [],
  );
  const isLost = environment.alertMention.length > 0 && isOther(alertVariable);
  return isLost ? [...ofReminders, problemOf('ALERT_MENTION', toNobody('ALERT_MENTION'))] : ofReminders;
}

function toNobody(name: string): Fault {
  return {
    what: phrase(
      `${name} 不起作用：只有企业微信的群能提到人`,
      `${name} has no effect: only WeCom groups have mentions`,
    ),
    remedy: phrase('删掉它，或发到企业微信的群', 'delete it, or send to a WeCom group'),
  };
}

function noAlerts({ secret, problemOf }: Settings): Problem[] {
  if (secret(alertVariable) !== undefined) return [];
  const fault = {
    what: phrase(
      `没有设置 ${alertVariable}：出问题时只写日志，没有人会收到消息`,
      `${alertVariable} is not set, so problems are only logged and nobody gets a message`,
    ),
    remedy: phrase(
      '建一个只有自己的群，把机器人地址写进 .env',
      'create a group for yourself and put its robot’s address in .env',
    ),
  };
  return [problemOf(alertVariable, fault)];
}

/** The rate limit of a group robot. Source: https://developer.work.weixin.qq.com/document/path/91770 */
const robotMessagesPerMinute = 20;

function tooFast({ environment: { wecomRate }, problemOf }: Settings): Problem[] {
  const { messages, windowMs } = wecomRate;
  const inOneMinute = messages * Math.ceil(minuteMs / windowMs);
  if (inOneMinute <= robotMessagesPerMinute) return [];
  const what = phrase(
    `按 WECOM_RATE 一分钟可以发 ${inOneMinute} 条，企业微信只收 ${robotMessagesPerMinute} 条`,
    `WECOM_RATE allows ${inOneMinute} messages a minute, but WeCom accepts only ${robotMessagesPerMinute}`,
  );
  const remedy = phrase('改成 18/60s，或删掉它', 'write 18/60s, or delete it');
  return [problemOf('WECOM_RATE', { what, remedy })];
}
