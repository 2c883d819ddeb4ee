/**
 * Words of technology, business and policy news that the general dictionary lacks, as an editor of both languages
 * translates them. Each line: Chinese words of two to four characters (Taiwan's too, in simplified characters), each
 * with English words that may stand for it.
 */
export const newsroomGlosses = `
仓库 repository repo · 储存库 repository repo · 存储库 repository repo · 代码库 repository repo codebase · 程式库 repository library · 源码 source · 源代码 source
凭证 credential · 凭据 credential · 金钥 key · 密钥 key · 令牌 token · 存取 access · 未授权 unauthorized · 擅自 unauthorized · 越权 unauthorized
入侵 breach intrusion hacked · 泄露 breach exposed leak · 泄漏 breach exposed leak · 外泄 leak breach · 资料外泄 leak breach · 零日 zero · 零时差 zero · 补丁 patch · 修补 patch fix · 修复 fix patch
勒索 ransom ransomware · 勒索软件 ransomware · 钓鱼 phishing · 恶意软件 malware · 病毒 virus malware · 木马 trojan · 僵尸网络 botnet · 供应链 supply chain · 防火墙 firewall · 路由器 router
加密 encrypt encryption encrypted · 解密 decrypt · 验证 verify authentication verification · 认证 certify authentication · 间谍 spy spyware · 监听 eavesdrop wiretap · 溯源 provenance trace · 篡改 tamper
制程 process node · 光刻机 lithography · 显存 memory · 硬盘 drive disk · 显卡 graphics · 处理器 processor chip · 机柜 rack · 机架 rack · 液冷 cooling
核聚变 fusion · 核电站 nuclear reactor · 燃气 gas · 光伏 solar · 储能 storage battery · 电网 grid · 变压器 transformer · 涡轮 turbine
折叠屏 foldable · 折叠 fold foldable · 平板 tablet · 笔记本 laptop notebook · 吊坠 pendant · 穿戴 wearable · 人形 humanoid · 机械臂 arm · 机器狗 robodog dog · 智能戒指 ring
无人车 driverless autonomous · 出租车 taxi robotaxi · 电动车 electric · 电动汽车 electric · 汽车 car auto · 车企 carmaker automaker · 货车 truck · 撞车 crash · 刹车 brake
搜索框 search box · 搜寻框 search box · 插件 plugin extension · 外挂 plugin extension · 改版 redesign overhaul revamp redesigned · 重塑 reshape reinvent redesign · 重构 rebuild overhaul · 整合 integrate merge · 合并 merge combine
会员 member subscription · 付费 paid pay · 额度 quota limit · 上限 limit cap · 配额 quota limit · 用量 usage · 涨价 hike · 打折 discount · 优惠 discount offer · 购物车 cart · 电商 commerce ecommerce · 结账 checkout
广告 ad ads advertising · 广告主 advertiser · 评论 comment review · 粉丝 follower fan · 主播 streamer · 短剧 drama · 唱片 record label · 编剧 writer screenwriter · 配音 dub dubbing · 字幕 subtitle caption · 玩家 player gamer
表格 spreadsheet sheets · 幻灯片 slides · 办公 office work · 协作 collaboration collaborate · 对话 chat conversation · 通话 call · 绘画 art drawing · 生成 generate generation · 识别 recognition recognize
上下文 context · 思考 thinking · 权重 weights · 闭源 closed · 评测 benchmark evaluation · 榜单 leaderboard ranking · 语料 corpus · 失控 rogue · 对齐 alignment · 蒸馏 distill distillation · 幻觉 hallucination · 越狱 jailbreak · 接口 api interface
程序员 programmer developer · 生物 biology · 制药 pharma drug · 脑机 brain · 猜想 conjecture · 几何 geometry · 定理 theorem · 新药 drug · 靶点 target
咨询公司 consultancy consulting · 咨询 consulting · 子公司 subsidiary unit · 部门 unit division arm · 拆分 spin split · 分拆 spin split · 剥离 divest spin · 合资 venture joint · 挖角 poach · 挖走 poach · 跳槽 join · 接任 succeed · 卸任 step · 董事 director
美股 stock wall · 市值 value cap · 入股 stake · 股份 stake shares · 订单 order contract · 联手 team partner · 携手 team partner · 招股书 prospectus filing · 递交 file filing submit · 申请 file filing application · 提交 file submit · 对冲 hedge · 预期 forecast expectation estimates · 薪酬 pay compensation
监管 regulation regulator regulatory · 监管机构 regulator watchdog · 法案 bill act · 法律 law legal · 限令 restriction curb · 管制 control curb · 许可 license permit approval · 指控 accuse allege · 败诉 lose lost · 胜诉 win won · 判决 ruling verdict · 裁定 rule ruling · 检察官 prosecutor · 赔偿 damages compensation
国会 congress · 白宫 white house · 五角大楼 pentagon · 国防部 defense pentagon · 军队 military army · 军方 military army · 承诺 pledge promise commit · 灭绝 extinction · 末日 doomsday doomer · 作弊 cheat cheating · 提告 sue lawsuit
宕机 outage down · 中断 outage disruption · 下线 retire remove · 关停 shut · 停用 retire disable · 重启 restart revive · 首发 debut · 曝光 expose reveal leak · 爆料 leak · 预告 tease preview · 公测 beta preview · 灰度 rollout · 揭晓 reveal unveil · 展示 show demo showcase · 演示 demo
押注 bet · 对标 rival · 挑战 challenge rival · 超越 beat surpass overtake · 领先 lead ahead · 差距 gap lead · 缩小 narrow close · 大战 war battle · 兼容 compatible · 接入 integrate integration connect · 打通 connect integrate · 操控 control · 接管 take · 删除 delete remove · 卸载 uninstall · 登录 login sign · 截图 screenshot · 遥控 remote
`;
