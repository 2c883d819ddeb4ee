/**
 * What the words that carry a headline become in Chinese. Data, not rules.
 *
 * A line is `English = Chinese`. English: beginnings of words, separated by `|`, in lower case, a `$` ends a word. Chinese:
 * characters or words of which the Chinese title has at least one when the English title has the word. A line lists every
 * sense of its words: it is there to notice a title in which `plunge` became a rise, and not to judge style.
 */
const table = `
soar|surg|skyrocket|spike$|spikes$|spiking = 涨 增 升 飙 攀 高 猛 飞 潮 激 火 热 旺 暴 骤 翻 突破 扶摇 超
tumbl|plung|plummet|slump|nosediv = 跌 降 下 滑 挫 跳水 崩 骤 低迷 锐减 萎 陷 缩 蒸发 暴 失守 崩盘 少
slow$|slows|slowed|slowing|slower|slowdown = 慢 缓 减 降 迟 滞 疲 冷 停滞 拖 凉 趋稳 降温
speed up|speeds up|speeding up|sped up|accelerat|faster|hasten = 快 速 推 提前 促 赶 加码 抢
kill$|kills$|killed|killing = 杀 死 毁 灭 终 取消 砍 停 消 淘汰 葬 丧 亡 扼 弃 关 否决 命 遇难 害 结束 完蛋 砸 扫
hate$|hates|hated|loath = 厌 恨 憎 嫌 不喜 仇 怨
love$|loves$|loved|adore = 爱 喜 迷 青睐 恋 钟情 热衷 好评 粉
heat up|heats up|heating up|heated = 热 升温 激 加剧 炽 升级 烈 燃 紧张
cool off|cools|cooling off|cooling down = 冷 凉 降 缓 放 低 下调 谨慎
struggl = 困 挣扎 艰 难 苦 挫 吃力 努力 争 斗 不力 挑战 举步 搏 勉 疲 低迷 奋 陷 头疼 乏力 求生 落后 不足 未能 跟不上 不佳
thriv|flourish|boom$|booms|booming|boomed = 繁 蓬 热 兴 潮 盛 荣 爆 火 增 旺 发展 红
disappoint = 失望 不及 逊 遗憾 落空 未达 不如 扫兴 失利 令人
delay|postpon|defer$|defers|deferr = 推 延 迟 晚 拖 缓 跳票 滞 押后 误 等待 后推 改期 再等 搁
retire$|retires|retired|retiring = 停 退 淘汰 下线 弃 关 休 离任 卸任 老 结束 谢幕
shut|shutter = 关 停 闭 封 下线 倒 终 歇 止 撤 退 砍
closes|closing|closed = 关 闭 停 完成 结 收 封 近 密 缩 逼 敲定 达成 紧 募 融 交割 收官 终 谈妥 筹 打烊 歇
opens$|opened|opening|reopen = 开 启 打 设 公 放 向 面 揭 敞 推 职 空缺 始 招 入驻 新 对外
halt|pause|pausing|suspend = 停 暂 中 止 搁 冻 歇 休 吊 撤 终 断 叫停 禁
resum(?!é)|restart|reinstat = 恢复 重 继续 再 续
cancel|scraps$|scrapped|axes$|axed|ditch|abandon = 取消 放弃 废 撤 砍 终 弃 停 裁 作罢 抛 甩 丢 舍 离 退 不再 脱 告别
refus|reject|rebuff|spurn|declines to|declined to = 拒 不 否 驳 回绝 婉 谢绝 未 不肯 不愿 推辞 谢
agree$|agrees|agreed = 同意 一致 达成 协议 答应 约定 赞 认 允 共识 商定 签 愿 将 拟 就 握手
deny$|denies|denied|denying = 否 驳 拒 不 辟谣 没 非
confirm = 确 证 认 坐实 敲定 实 明确 官宣 承
accus = 指 控 责 告 斥 批 怪 称 诉 涉 嫌 疑 举报 揭
sue$|sues|sued|suing = 诉 告 讼 法庭 控 对簿 官司 索赔 打官司
bar$|bars$|barred|barring|ban$|bans$|banned|banning|prohibit|outlaw|forbid = 禁 封 限 取缔 不得 不准 停 违禁 不许 退 下架 挡
block$|blocks$|blocked|blocking = 阻 封 拦 禁 屏 挡 止 堵 块 否决 截 杜绝 叫停 防 不 抗 不让
allow|lets$|permit = 允 许 让 可 能 使 准 供 便 放 令 开 支持 给 助 帮 以 得 获准 向 为
approv|clears$|greenlight|authoriz|authoris = 批 准 通过 许 认可 获 放行 同意 清 核 绿灯 扫 授 点头 签 过
warn$|warns|warned|warning = 警 提醒 告诫 示 忠告 预 称 表示 说 直言 忧 担心 指出 吁 劝 敲 恐
prais|applaud|laud|commend = 赞 称 誉 颂 欢 夸 好评 鼓掌 表扬 捧 推崇 喝彩 看好 肯定
slams|slammed|blasts|blasted|criticiz|criticis|condemn|denounc|lambast = 批 抨 责 斥 轰 谴 怒 骂 评 反对 痛 指 嘲 呛 击 非难 攻 不满 怼
fear$|fears|feared|fearing = 怕 忧 担 恐 惧 慌 虑 畏 焦 惊 不安 质疑 愁 阴影 警
cheap = 便宜 廉 低 省 划算 平价 降 优惠 实惠 贱 亲民 少
expensive|costly|pricey|pricier = 贵 高 昂 奢 代价 成本 费 钱 涨
affordable = 实惠 便宜 平价 负担 廉 低 划算 亲民 经济 承受
easier|easy$|easily = 易 轻 简 便 顺 省 更好 好 快 提升 助 让 降低
harder$|difficult = 难 困 不易 艰 不容 更努力 更 越来越
higher$ = 高 增 升 多 涨 大 上 优 更 提 超 强 贵 重
lower$|lowers|lowered|lowering = 低 降 减 少 下 便宜 小 削 更 折 省
fewer than|less than = 不到 少 低 不足 以下 不及 小于 未 不满 不如 内 仅
at least = 至少 不少 起码 以上 最少 超 逾
up to|as much as|at most = 多达 高达 至多 最多 最高 可达 达 最大 最长 上限 以内 不超 多
double$|doubles$|doubled|doubling = 倍 番 双 两 加倍 加码 一倍 2 二
halve = 半 50 五成 折
lose$|loses$|losing$ = 蒸发 缩水 失 跳槽 挖 输 败 亏 损 丢 掉 流 减 跌 落 丧 无 离 少 没 走 告别 浪费 费 耗 误 负 折
wins$|winning = 赢 胜 获 夺 得 赚 拿 取 冠 奖 中标 凯 斩 签 揽 摘 捧 登 领 收 争取
beats$|outperform|surpass|overtak|overtook|outpac|eclipse$|eclipses = 超 胜 赢 败 优 击 过 高于 领先 压 强 打 好于 赶 取代 战 越 逾 突破 登顶 快 盖 好 先 负 更 完胜 碾
trails$|trailing|lags$|lagging|lagged|behind$ = 落后 后 滞 慢 背 逊 不及 迟 输 跟
join$|joins|joined|joining = 加 入 进 参 联 会 合 跳 投 转 盟 携 一起 共 与 和 同 随 也
leaves$|leaving|departs|departure|quits|exits|exit$ = 离 退 走 出 留 辞 卸 去 剩 遗 丢 开 脱 转 让 别 放 跳槽 撤 弃 下台 去职 流 令 使
resign|steps down|stepping down = 辞 卸 退 离 下台
hires|hired|hiring|poach|recruit = 聘 雇 招 挖 募 用 录 请 任 揽 职 引进 加入 引 组 吸 抢
fires$|fired|firing|oust|sacks$|sacked = 解 开 炒 辞 裁 罢 火 驱 免 射 赶 撤 下台 燃 攻
lay off|lays off|laying off|laid off|layoff = 裁 解雇 减 遣 失业 下岗 优化
appoint = 任 聘 委 派 指定 提名 选 出任 担任 由 升 上任 为
buys|buying|bought|acquir|acquisition = 购 买 收 并 入 拿下 获 纳 采 囊 置 习得 入股 揽 添 抢 盘 拿
sells|selling|sold = 售 卖 销 抛 出 让 供 套现 贩 甩 推 兜 变现
invest$|invests|invested|investing|investment = 投 注 资 入股 押 砸 斥 花 出资 加码 下注 支
saves$|saved$|saving = 省 救 节 存 保 减 挽 留 拯
destroy|wipes out|wiped out|wiping out|hollow out|hollows out = 毁 灭 摧 破 掏 抹 消 坏 除 清 空 蒸 没 击 垮 炸 杀
fail$|fails|failed|failing|failure = 失 败 未 不 没 无 挂 错 故障 崩 漏 难 差 垮 落 倒 坏 误 出局
succeed|success = 成 功 胜 继 接 顺 有效 奏效 得
fake|bogus|phony|counterfeit = 假 伪 虚 冒 赝 造 骗 捏 诈
mislabel|mistak|wrong|incorrect = 错 误 失 谬 不 偏 冤 问题
danger = 险 危 害 威 恶 毒 不安全
former$|ex-[a-z] = 前 原 曾 离 旧 昔 后者 老
rival = 竞 争 对 敌 抗 媲 匹 较量 叫板 抢 比 同行 追 角逐 友商 挑战 同类 他家
partner|collaborat|teams up|teaming up = 伙 合 作 携 联 手 盟 协 搭 伴 与 和 牵 共 同 签 结
merge$|merger|merges|merging|merged = 并 合 融 整 纳 汇 结合 统一
split$|splits|spins|spin-off|spin-out|spinoff|divest = 分 拆 剥 离 独立 裂 割 散 决裂
cut$|cuts$|cutting|slash|trims|trimm|reduc|shrink|sheds$ = 减 降 裁 削 砍 少 缩 切 低 剪 下 省 截 断 压 精 抛 掉 跌 尖 捷径 抽 成 分 佣 停 失 便宜 小 节 清 优化 控
boost|increas|expand|growth|grows|growing|grew = 增 提 加 扩 涨 升 长 推 强 大 促 拓 振 助 高 多 成 发展 张 攀 上 膨 改善 壮 进 快 日益 越来越 利 刺激 带 催 激 力 繁 飙 翻
falls|falling|fell$|decline$|declines(?! to)|declining = 跌 降 落 下 减 滑 跳 掉 低 少 退 放 缩 倒 陷 衰 坠 堕 入 差 崩 败 上当 爱上 不 拒 婉 收 亏
rises|rising|rose$|climbs|climbed|climbing|jumps|jumped = 涨 升 增 起 崛 高 上 攀 跳 跃 兴 多 提 飙 加 大 扬 抬 投身 转 翻 达 超 来
strong$|stronger|strongest|robust = 强 劲 稳 大 坚 有力 健 旺 固 好 厉 亮 厚 牢 扎 鲁棒 高 猛 佳 优 靓 硬
weak$|weaker|weaken = 弱 疲 低 软 差 薄 不 削 淡 糟 冷 败 缓
tighten|stricter|tougher|crackdown|cracks down|curb = 紧 严 强 限 遏 打击 管 抑 加 控 整 堵 约 制 收 规 加码
eases|eased|easing|loosen = 放 宽 松 缓 减 降 解 易 轻 便 消 释 平 降温
optimis|bullish|upbeat = 乐 看好 看涨 积极 信 牛 利好 优化 优 有望 期
pessimis|bearish|gloom = 悲 看空 看跌 消极 熊 黯 阴 沮
oppos = 反 抗 对 敌 抵 不 阻 异议 相
urges|urged|urging = 敦 呼 促 劝 要求 吁 催 倡 请 冲动 建议 望 力
plans$|planning|planned = 计 划 拟 打算 将 规 方案 准备 套餐 欲 预 筹 安排 订阅 想 图谋 要 版
could$|might$ = 可 能 或将 或许 或可 或会 或能 或有 或成 或在 或于 或被 或推 或达 或超 或与 或面 或为 会 许 恐 望 料 将 要 怕
wants|seeks|seeking|aims|aiming|eyes$|eyeing = 想 欲 希 望 寻 求 谋 要 力 旨 目标 盯 拟 图 计划 打算 瞄 志 愿 意 期 追 考虑 看 争取 将 需 眼 索 讨 请
in talks|negotiat = 谈 洽 商 议 磋 讨论 交涉 接触 拟
consider$|considers|considering|mull|weighs|weighing = 考 虑 权衡 斟 想 研 酝 拟 视为 认为 评估 琢磨 打算 或将 或许 或与 或在 或会 重 称
reportedly|allegedly|rumor|rumour = 据 传 称 报 消息 曝 涉 疑 谣 所谓 爆料 可能
expected to|likely$|poised = 预 料 可能 将 会 有望 或将 或许 或会 期 能 即 很 准备 要 势 应 计 估 望
propos = 提 议 建 拟 方案 草 案 倡 计划 想
admits|admitted|admitting|acknowledg|conced = 承认 坦 认 供 自曝 直言 招 让步
insist = 坚 称 强调 执意 一再 仍 就是
steals|stealing|stole|stolen|theft = 偷 盗 窃 抢 剽 挖 夺 失
leak = 泄 漏 曝 露 流出 爆 外流 传 流 走漏
replac|supplant = 取代 替 换 代 更 补 顶 接
cheat|fraud|scam = 作弊 骗 欺 诈 舞 造假 蒙 假
begins|beginning|began|starts|started|starting = 开 始 启 起 动 初 发 着手 创 新 就 上线 推出 开启 展开 迈
stop$|stops$|stopped|stopping = 停 止 阻 不 防 制 别 禁 遏 中断 终 拦 避 放弃 再 免 断 别再 不再 叫停 劝阻
resist|boycott = 抵 抗 拒 不 反 阻 耐
ends$|ended|ending = 死胡同 结 终 停 完 止 收 尾 取消 末 最后 底 落幕 关 断 解 告 消 端 极 停用 告别
import$|imports|imported = 进口 导入 输入 引进 引入
export$|exports|exported = 出口 导出 输出 外销
co-found|cofound|founds$|founded = 创 建 成立 立 办 开
forms$|formed = 成立 组 建 设 创 立 形 表 式 结 组成 结成
before$ = 前 先 早 预 面 才 未 等 向 到
dismiss = 驳 不 否 解 开除 免 拒 忽视 轻视 撤 排除 斥 无视
raises (?:worr|concern|fear|question|doubt|alarm)|sparks|fuels|stokes = 引 激 加剧 令 让 使 掀 招 惹 敲响 带来 提出 起 遭 受 存疑 更 推 助 燃 火花
slides$|slid$ = 跌 滑 降 低 挫 下 幻灯 走
shortage|scarcity = 缺 短 荒 不足 紧 少 匮 不够 供不应求
glut|surplus|oversupply = 过 剩 余
helps|helped|helping = 帮 助 协 支 让 使 利 促 辅 推 以 供 解 服务 得益 为 有助
risk = 险 危 冒 恐 可能 隐患 或将 面临 安全
veto = 否 驳 拒
protect = 保 护 防 免 守 卫 安全 安
threaten = 威 胁 扬言 恐 危 警 要 扬
avoid = 避 免 防 逃 躲 不 绕 未 规避
must$ = 必 须 得 要 应 务 (?<!无)需 只能
bets against|bet against = 空 赌 押 看跌 反
backlash|outcry = 反 抵 批 怒 抗 不满 质疑 争议 强烈 抨 声讨 骂 恼 风波 群起
surviv = 存 活 幸 生 撑 熬 挺 渡 活下
on ice|shelves$|shelved = 搁 冻 停 暂 冷 僵 架
withdraw|withdrew|retract|rescind|revok|revoc|walks? back|walked back|roll(?:s|ed|ing)? back|rollback|backtrack|u-turn = 撤 收回 回 退 取消 放弃 废 吊销 推翻 改口 反悔 抽 提款 取款 提取 撤出
drops?$ (?:[a-z]+ ){0,3}(?:case|suit|lawsuit|claim|charge|probe|investigation|plan|bid|appeal|complaint|ban|support|partner|deal) = 撤 放弃 取消 停 终 结束 弃 丢 抛 消
offers? (?:to|up to|[^a-z\\s])|bids? (?:for|to)|bidding = 出价 提 愿 报价 要约 竞 拟 欲 求 标 想 供 开出 寻 建议 邀 价 可
preserv|retain = 保 留 存 维持 维护 守 持 传承
extends?$|extended|extending|prolong|lengthen = 延 长 扩 展 续 拓 增 加 伸 远 覆盖
shorten = 短 减 缩 少 快 紧 精简
lifts? (?:[a-z]+ ){0,3}(?:ban|sanction|restriction|curb|limit|embargo|suspension|freeze|block|cap)|lifted = 解 取消 撤 放 废 终 消 开 松 涨 升 提 抬 推 增
impos|enforc = 施 征 加 强 执 行 处 设 限 颁 实 课 采 制 出台 下 罚
adopt$|adopts|adopted|adopting = 采 用 通过 取 纳 领养 启 引 选 转 接 部署 拥 普
disput$|disputes|disputed|contest(?:s|ed)$ = 质疑 争 异议 否 驳 反 疑 辩 纠纷 不认 竞 挑战 存疑 不服
settles$|settled$|settlement = 和解 解 定 结 达成 落 了 尘 协议 了结 赔 息
appeals?$|appealed|appealing = 上诉 诉 呼 吁 吸引 请求 求 魅力 申诉 喊
unveil|debut = 亮相 发布 推出 公布 揭 展示 首 登场 问世 披露 推 宣布 上线 曝 出 新 公开
investigat|prob(?:e|es|ed|ing)$ = 调查 查 探 审 究 问 侦 研
fines$|fined$|penali[sz] = 罚 处 惩 扣 金 吃
recalls$|recalled|recalling = 召回 回收 回忆 忆 收回 记 想 罢免
overturn|revers(?:e|es|ed|ing)$ = 推翻 撤 翻 逆 反 改 转 倒 废 扭 回 否 调头 取消
restor(?:e|es|ed|ing)$ = 恢复 复 重 修 还 找回 回 翻新
violat = 违 侵 犯 触
pledg|vows|vowed|vow$|promis = 承诺 诺 誓 保证 许 答应 认捐 发誓 表态 将 称 前景 有望 潜力 希望
demands|demanded = 要求 请 需 求 索 责令 勒令 催 呼 敦 要 吁 诉求
downgrad = 降 下调 退 差 低
widen|broaden = 扩 宽 大 拉大 增 拓 广 加剧
narrows$|narrowed|narrowing = 收窄 窄 缩 减 小 收 降 少
welcom = 欢 迎 喜 乐 迎来 开门
outside$ = 外 违 非 脱离 以外 除
below$|beneath = 下 低 不到 不足 跌破 少 未 内 不及
record(?:-high|-breaking)|all-time high = 录 史 新高 最 创 高 高位 破
record-low|all-time low = 录 史 新低 最 创 低
temporar = 临时 暂 短 权宜 过渡 一度
permanent|forever = 永 久 长期 终身 固定 再也 彻底
for free|free of charge = 免 不收 无偿 白 不花钱
unionis|unioniz = 工会 组织
merely|barely|hardly = 仅 只 几 勉强 不 刚 才 难 没 甚少 略
innocent|acquit|not guilty = 无罪 清白 无辜 开释 宣判
guilty|convict = 罪 判 犯 定
profitab|turns? a profit|swings? to (?:a )?profit = 盈 赚 利 扭亏 黑字
swings? to (?:a )?loss|unprofitable = 亏 损 赤字 由盈
outnumber = 多 超 胜
promot(?:ed|es)$ = 提升 升 晋 推 促 宣传 任 提拔 擢
demot|relegat = 降 贬 撤 退 调离
suspicio|suspect = 疑 嫌 涉 可能 怀
trustworth = 信 可靠 靠谱
distrust|mistrust = 不信 疑 戒 猜 缺乏 信任危机
lend$|lends$|lending|loan = 贷 借 放款
borrow = 借 贷 举债 融 发债
inherit = 继承 承 接手 沿
trick|dup(?:e|ed|es)$ = 诱 骗 欺 招 窍 技巧 忽悠 把戏 戏 法 哄 蒙 绝 坑 糊弄
better than|stronger than|more than = 比 更 超 过 多 余 胜 优 强 不仅 以上 逾 好 不止 而不 而非 高 甚于 不只 远 大于 赛过
worse than = 比 更 差 糟 不如 逊 坏
`;

export interface Rendering {
  readonly en: RegExp;
  readonly zh: RegExp;
  /** It makes a plan or a rumour of what follows, which words like 会议 and 功能 do not keep. */
  readonly isDoubt: boolean;
}

export const renderings: readonly Rendering[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [en = '', zh = ''] = line.split(' = ');
    return {
      en: new RegExp(`(?<![\\p{L}-])(?:${en.replaceAll('$', '(?![\\p{L}-])')})`, 'iu'),
      zh: new RegExp(zh.split(' ').join('|'), 'u'),
      isDoubt: /^(?:plans|could|wants|in talks|consider|reportedly|expected|propos)/u.test(en),
    };
  });
