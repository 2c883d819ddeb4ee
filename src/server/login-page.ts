import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { Language } from '../model.ts';
import { hidden } from './fields.ts';
import { html } from './html.ts';
import { brandMark, pageOf } from './page.ts';

export interface LoginPage {
  readonly brand: string;
  readonly language: Language;
  /** Path to go to afterwards. */
  readonly next: string;
  /** False: the password is the one-time password in the log. */
  readonly hasToken: boolean;
  readonly trouble: LoginTrouble | undefined;
}

/** `ended`: a form was sent after the login had ended. */
export type LoginTrouble = keyof typeof troubles;

const troubles = {
  wrong: phrase('不对，再看一下有没有多余的空格。', 'Wrong password. Check for extra spaces.'),
  'too-many': phrase('连错了 5 次，过 10 分钟再试。', 'Five wrong passwords: try again in 10 minutes.'),
  ended: phrase(
    '登录已经失效，刚才的改动没有保存。登录后再改一次。',
    'Your login had ended, so your change was not saved. Log in and make it again.',
  ),
} as const;

/** The login page, which says where to find the password. */
export function loginDocument({ brand, language, next, hasToken, trouble }: LoginPage): string {
  const say = sayIn(language);
  const title = say('登录', 'Log in');
  const where = hasToken
    ? say(
        '由安装的人设定，写在服务器上 .env 文件的 HTTP_TOKEN 后面。',
        'The person who installed this has set it: see HTTP_TOKEN in the file .env on the server.',
      )
    : say(
        '还没有设密码：程序启动时在日志里写了一个口令。想固定下来，在 .env 里写 HTTP_TOKEN。',
        'No password is set. At its start the program wrote a one-time password to its log. For a permanent one, set HTTP_TOKEN in .env.',
      );
  const fault = trouble && troubles[trouble][language];
  const body = html`${brandMark(brand)}
<h1>${title}</h1>
<form method="post" action="/login">${hidden('next', next)}<input name="username" autocomplete="username" value="digest" hidden>
<div class="field"><label for="password">${hasToken ? say('密码', 'Password') : say('口令', 'One-time password')}</label><input id="password" name="password" type="password" autocomplete="current-password" aria-describedby="${fault !== undefined && 'fault '}where"${trouble === 'wrong' && html` aria-invalid="true"`} required autofocus>
${fault !== undefined && html`<p class="wrong" id="fault" role="alert">${fault}</p>`}<p class="hint" id="where">${where}</p></div>
<button class="btn main">${title}</button></form>
<p class="small quiet group">${say('这台设备 30 天内不用再填。连错 5 次，要等 10 分钟。', 'This device stays logged in for 30 days. After five wrong passwords you must wait 10 minutes.')}</p>`;
  return pageOf({ language, title: `${title} · ${brand}`, isFile: false, shape: 'login', body });
}
