import { phrase } from '../../ground/phrase.ts';
import type { FeedFailure } from '../../model.ts';
import { failure } from '../feed-failure.ts';

/** What an error before any answer means behind a proxy. @param code of the error */
export function proxyFailure(error: unknown, code: string): FeedFailure | undefined {
  if (!isBeforeAnswer(code)) return undefined;
  const status = refusedWith(error);
  if (status === '407') {
    return failure(
      'proxy',
      '代理要用户名和密码，或者写的不对（407）',
      'the proxy wants a user name and a password, or they are wrong (407)',
      phrase('检查 HTTPS_PROXY：http://用户名:密码@主机:端口。', 'Check HTTPS_PROXY: http://user:password@host:port.'),
    );
  }
  const reason = status ?? code;
  return failure(
    'proxy',
    `代理连不上，或代理连不上它（${reason}）`,
    `the proxy cannot be reached, or cannot reach it (${reason})`,
    phrase('检查 HTTPS_PROXY；或给这个源设 proxy: false。', 'Check HTTPS_PROXY; or set proxy: false for this feed.'),
  );
}

/** The status with which the proxy refused. undici has it only in its message: "Proxy response (403) !== 200 …". */
function refusedWith(error: unknown): string | undefined {
  return error instanceof Error ? /^Proxy .*\((\d{3})\)/.exec(error.message)?.[1] : undefined;
}

function isBeforeAnswer(code: string): boolean {
  return /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|UND_ERR_(SOCKET|CONNECT|ABORTED|PRX|PROXY|INVALID_ARG))/.test(
    code,
  );
}
