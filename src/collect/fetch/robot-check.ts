import type { ResponseHeaders } from './caching.ts';

/** Statuses with which a check answers. The body of a refusal is read only for these. */
export const robotCheckStatuses: ReadonlySet<number> = new Set([202, 401, 403, 405, 429, 503]);

/** Headers of Cloudflare, AWS WAF and SiteGround on the page that they put in the feed's place. */
const headerMarks: readonly (readonly [name: string, value: RegExp])[] = [
  ['cf-mitigated', /challenge/i],
  ['x-amzn-waf-action', /challenge|captcha/i],
  ['sg-captcha', /./],
];

/** Marks of check pages: Cloudflare, DataDome, PerimeterX, Imperva, AWS, Aliyun, SiteGround, DDoS-Guard, Anubis. */
const pageMarks =
  /<title>\s*(?:just a moment|attention required! \| cloudflare|ddos-guard|verifying you are human|making sure you)|cf_chl_opt|captcha-delivery\.com|px-captcha|_incapsula_resource|token\.awswaf\.com|acw_sc__v2|\/\.well-known\/(?:sgcaptcha|ddos-guard)|within\.website\/x\/cmd\/anubis/i;

/** Words that an ordinary page may hold as well; they count only when the status is a refusal. */
const refusalMarks =
  /challenge-platform|checking (?:if the site connection is secure|your browser)|verify (?:that )?you are (?:a )?human|are you (?:a )?(?:human|robot)|enable javascript and cookies|recaptcha|hcaptcha|cf-turnstile|geetest|tcaptcha|安全验证|人机验证|滑动验证|请完成验证|访问验证/i;

const mostRead = 64 * 1024;

/**
 * Whether the answer is a robot check, a page that tests whether its visitor is a person, instead of the feed.
 * @param bytes of the body, empty when there is none
 */
export function isRobotCheck({
  status,
  headers,
  bytes,
}: {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly bytes: Uint8Array;
}): boolean {
  if (headerMarks.some(([name, value]) => value.test(headers[name] ?? ''))) return true;
  const text = Buffer.from(bytes.subarray(0, mostRead)).toString('utf8');
  const isPage = /^\s*(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype html|html)\b/i.test(text);
  if (!isPage) return false;
  // Only a robot check answers 202 with a page in place of a feed.
  return status === 202 || pageMarks.test(text) || (robotCheckStatuses.has(status) && refusalMarks.test(text));
}
