/**
 * General words of English and Chinese headlines, for the gate of translated titles. Data, not rules.
 *
 * The Chinese side is a pattern without flags; it matches anywhere. The English side is a list of beginnings of words,
 * separated by `|`, in lower case: `acqui` stands for acquire, acquires, acquired and acquisition. A `$` ends a word.
 */
export interface WordPair {
  readonly zh: string;
  readonly en: string;
}

/** Two directions of one thing. A title that has only one of them in one language must not have only the other one. */
export interface Opposites {
  readonly name: string;
  readonly one: WordPair;
  readonly other: WordPair;
}

const pair = ([zh, en]: readonly [string, string]): WordPair => ({ zh, en });

/** Events and claims. A Chinese title may have the word on the left only when the English one has one on the right. */
export const claims: readonly WordPair[] = (
  [
    [
      '起诉|状告|诉讼|控告|告上法庭',
      'sue|suing|lawsuit|suit$|suits$|legal|litigat|court|prosecut|indict|charg|complaint',
    ],
    ['指控|指责|谴责', 'accus|alleg|blam|call|charg|slam|blast|critic|claim|condemn|denounc|decr|rip$|rips$|sue|suing'],
    [
      '批评|抨击|炮轰|怒批',
      'critic|slam|blast|rip|attack|call|rebuk|bash|condemn|blame|pan$|pans$|hit|lash|roast|trash',
    ],
    ['收购|并购', 'acqui|buy|bought|purchas|takeover|take over|snap|m&a|merg|acqui-hire|deal|scoop'],
    ['合并', 'merg|combin|consolid|unif|join|merg|together|fold|union'],
    ['合资', 'joint|jv$|venture|team'],
    [
      '调查|立案',
      'investigat|probe|probing|inquir|enquir|survey|scrutin|poll|look|examin|study|studies|research|questionnaire',
    ],
    ['审查', 'review|scrutin|censor|vet|audit|inspect|check|examin|investigat|probe'],
    [
      '裁员|裁减|解雇|遣散|开除',
      'layoff|lay|laid|cut|job|fir|redundan|slash|axe|axing|dismiss|sack|reduc|workforce|oust|eliminat|shed',
    ],
    ['罚款|罚金|处罚|被罚|重罚', 'fine|fining|penalt|punish|sanction|levy'],
    ['制裁', 'sanction|restrict|ban|blacklist|embargo|penal'],
    ['逮捕|被捕|拘留|刑拘', 'arrest|detain|custod|jail|held'],
    ['判刑|判处|入狱|监禁|坐牢', 'sentenc|jail|prison|convict|year'],
    [
      '辞职|离职|卸任|下台|辞任|请辞',
      'resign|step|quit|leav|left|depart|exit|out$|oust|retir|former|ex-|exodus|attrition|turnover',
    ],
    ['破产|倒闭', 'bankrupt|insolven|collaps|chapter 11|fail|shut|clos|out of business|under|bust'],
    ['上市|IPO', 'ipo|public|list|float|debut|launch|market|releas|availab|ship|sale|rollout|roll|go on|hit'],
    [
      '融资|筹资|募资|筹集',
      'rais|fund|financ|round|secur|series|seed|invest|capital|bag|land|net|back|money|haul|clos|loan',
    ],
    [
      '投资|注资|入股',
      'invest|fund|back|stake|pour|financ|put|spend|ventur|bet|capital|vc$|vcs$|money|infus|inject|portfolio|plough|plow|sink|commit|portf',
    ],
    [
      '泄露|泄漏|外泄|泄密|曝光|数据泄',
      'leak|expos|breach|reveal|spill|disclos|unveil|surfac|out$|shown|uncover|compromis|steal|stolen|light',
    ],
    ['黑客|入侵|攻破', 'hack|breach|intru|attack|compromis|invad|invasion|break|broke|penetrat|jailbreak|crack'],
    ['召回', 'recall'],
    ['涨价|提价', 'price|cost|hike|expensive|rais|more|inflat|pric'],
    ['降价|减价', 'price|discount|cheap|cut|slash|pric|cost|lower|sale'],
    ['免费', 'free|no cost|without pay|no charge|complimentary|gratis|waiv'],
    ['抽成|佣金', 'commission|cut|fee|take|share'],
    [
      '禁止|封禁|禁令|禁用|取缔',
      "ban|block|prohibit|bar$|bars$|barr|forbid|outlaw|restrict|disallow|shut|halt|stop|disable|curb|prevent|moratori|injunct|off-limit|not|n't|no$|suspend",
    ],
    ['道歉|致歉', 'apolog|sorry|regret|mea culpa'],
    ['死亡|去世|身亡|丧生|遇难|致死', 'die|dead|death|kill|fatal|deadl|pass|late|suicid|lethal|mortal|murder'],
    ['爆炸|起火', 'explo|fire|blast|blow|bomb|boom|burn|burst|flame'],
    ['罢工', 'strike|striking|walkout|walk|stoppage'],
    ['抗议|示威', 'protest|demonstrat|march|rall|backlash|oppos|outcry'],
    ['抵制', 'boycott|resist|reject|push|oppos|fight|refus|against'],
    ['独家', 'exclusiv|sole|only'],
    ['获批|批准', 'approv|clear|nod|green|ok|permit|authori|sign|let|grant|ratif|allow|pass'],
    [
      '合作|携手|联手|牵手|结盟',
      'partner|collab|team|cooperat|co-|with|join|alli|work|pact|deal|tie|together|hand|sign|pair|unit|forge|agree|tap|alongside',
    ],
    ['分拆|剥离', 'spin|split|divest|carve|separat|spun|break|decoupl|strip|hiv|detach'],
    ['市值|估值', 'valu|worth|market cap|capitali|price'],
    ['垄断', 'antitrust|monopol|competition|anti-trust|domina|cartel'],
    [
      '否认|驳斥|辟谣',
      "den(?:y|i)|refut|reject|dismiss|dispute|not|n't|push|debunk|rebut|disput|no$|false|disavow|shoot|shot",
    ],
    ['证实|确认|坐实', 'confirm|verif|prov|acknowledg|admit|valid|official|identif|establish|ensur|sure|corrob|affirm'],
    ['承认', 'admit|acknowledg|conced|confess|recogni|own|concede'],
    ['警告|警示|预警', 'warn|caution|alert|alarm|sound|threat|flag|red flag|beware|fear|wary'],
    ['误导', 'mislead|misled|decept|deceiv|misinform|false'],
    [
      '撤回|撤销|收回|撤诉',
      'withdr|retract|revok|rescind|pull|revers|back|drop|repeal|undo|recall|cancel|overturn|roll|scrap|tak|revoc|walk',
    ],
    [
      '取消',
      'cancel|scrap|drop|abandon|call|remov|axe|axing|end|ditch|kill|abolish|eliminat|scuttl|lift|nix|repeal|rescind|void',
    ],
    [
      '关闭|停运|停服|下线|关停|停用',
      'shut|clos|off|discontinu|end|down|sunset|retir|kill|pull|disabl|deactivat|turn|deprecat|take|took|clamp|wind|axe|offline|remov|deprecat|stop|outage',
    ],
    ['推迟|延期|延后|延迟', 'delay|postpon|push|defer|late|wait|hold|slip|extend|lag|hold|laten|suspend|stall'],
    ['暂停|中止|叫停', 'paus|suspend|halt|stop|freez|hold|break|moratori|block|ceas|hit|shelv|interrupt|discontinu'],
    ['翻倍|翻番', 'doubl|twice|2x|two|twofold'],
    ['亏损|赤字', 'loss|lose|losing|deficit|red$|lost|burn'],
    ['盈利|利润', 'profit|earn|income|margin|black$|money|gain|mak|lucrat|break-even|breakeven|monetiz'],
    [
      '营收|收入|销售额',
      'revenue|sales|arr$|income|earn|turnover|run-rate|run rate|mak|gross|money|pay|wage|salar|bring|top line',
    ],
    [
      '据报道|据悉|据称|消息称|传闻|爆料|有消息',
      'report|said|say|source|rumou?r|alleg|accord|claim|tip|leak|suppos|appar|insider|hear|learn|purport|tell',
    ],
    [
      '预计|预期(?!之)|预测|预估|预言|预见',
      'expect|forecast|predict|estimat|project|will|see|price|anticipat|outlook|could|set|guid|likely|may|might|about|future|foretell|to$|due|prophec|weather|target|on track|plan|earn|beat|miss|consensus|guess',
    ],
    ['首次|首个|首款|首家|首位|首创|首度', 'first|debut|initial|maiden|ever|inaugur|new|1st|never|pioneer|launch|earl'],
    [
      '最大|最高|最强|最好|最佳|最快|最新|最先进',
      'largest|biggest|high|most|best|strong|fast|lead|top|record|latest|new|max|great|ultimate|peak|state|power|frontier|up to|major|recent|quick|advanced|flagship|as much|super|number one|sota|ever|optim|huge|large',
    ],
    ['紧急', 'emergenc|urgent|critical|crisis|immediate|rush|contingen|alarm'],
    [
      '为首(?!席|家|个|款|位|次|批)|牵头|领衔|领投|主导',
      'lead|led$|head|spearhead|top|includ|front|helm|dominat|domina|driv|pioneer|run|rul|drive',
    ],
    ['抄底|做空', 'short|bet|buy|dip'],
    [
      '违反|违法|非法|违规',
      'violat|illegal|breach|break|broke|unlawful|law|illicit|against|infring|unauthor|contrav|non-compl|fraud|criminal',
    ],
    [
      '欺诈|诈骗|骗局|造假',
      'fraud|scam|decept|fak|con$|cons$|forg|phish|defraud|swindl|cheat|hoax|deceiv|bogus|fabricat|scheme',
    ],
    [
      '偷|盗|窃',
      'steal|stole|theft|thief|rob|scrap|hack|distil|pirat|swip|thiev|snatch|hijack|cop|burgl|eavesdrop|loot|grab',
    ],
    ['赔偿|补偿', 'compensat|damag|pay|settle|reimburs|indemn|reparation|payout|refund|award|offset|restitut'],
    ['和解', 'settl|reconcil|agree|truce|resolv|peace'],
    [
      '胜诉|败诉|裁定|判决|裁决',
      'rul|win|won|los|verdict|judg|decision|decid|court|order|find|found|case|convict|jury|arbitrat',
    ],
    ['竞购|竞标', 'bid|compet|offer|auction|vie|race|tender'],
    [
      '扩招|招聘|招募|聘用|聘请|挖角|挖走',
      'hir|recruit|poach|job|employ|appoint|lur|tap|talent|nab|bring|brought|name|snag|enlist|staff|snap|onboard|steal|vacan|career|work',
    ],
    [
      '任命|出任|担任',
      'appoint|nam|hir|join|as$|tap|head|chief|serv|become|role|promot|elect|new|lead|take|pick|act|nominat|install|assum|step',
    ],
    ['丑闻', 'scandal|controvers|-gate'],
    [
      '引发|导致|造成|引起|致使',
      'spark|trigger|caus|prompt|rais|lead|led|result|draw|drew|fuel|stir|stok|bring|brought|provok|mak|leav|after|creat|rous|drive|driv|over|kill|wreak|due|ignit|invit|pos|set|push|cost|give|gave|send|sent|amid|light|cut|from|as$|when|elicit|unleash|incit|generat|kick|force|induc|break|broke|wipe|take|took|crash|damag|destroy|deadl|fatal',
    ],
    [
      '担忧|担心|忧虑|恐慌|焦虑|质疑|不安(?!全)',
      'worr|concern|fear|anxi|panic|doubt|question|skeptic|scept|alarm|nerv|uneas|jitter|scar|afraid|challeng|dread|anguish|wary|distrust|uncertain|suspici|critici|jitters|scrutin|brac|apprehens|angst|dismay|rattl|unsettl|spook|backlash|frets?|upset|disput|disquiet|troubl',
    ],
    ['称赞|赞扬|盛赞', 'prais|laud|applaud|hail|compliment|commend|tout|acclaim|cheer|celebrat'],
    ['同比|环比', 'year-over|year-on|yoy|quarter|from|year|annual|month|over|sequential'],
    ['选举|大选|竞选|投票', 'elect|vot|campaign|midterm|poll|ballot|candidate|primary|president|run for|referend'],
    [
      '要求|勒令|责令|敦促|呼吁',
      'demand|requir|ask|order|urg|request|call|want|press|tell|told|must|mandat|plead|push|need|seek|insist|compel|forc|let|appeal|reques|claim|instruct|plea|direct|implor|beg|expect|lobb|lets|ultimatum|advocat|make|condition|advis|petition|encourag|exhort|criter|rule|say|should|please|pressur|oblig',
    ],
    ['奖金|获奖|大奖', 'award|prize|win|won|bonus|honou?r|medal|reward|grammy|oscar|nobel|champion'],
    ['停产|减产', 'production|discontinu|output|stop|cut|halt|manufactur|end'],
    ['除外', "except|exclud|but|other than|unless|exempt|apart|without|not|n't"],
    [
      '不满|愤怒|怒火|强烈反弹',
      'dissatisf|unhapp|upset|ang(?:er|r)|frustrat|complain|discontent|protest|resent|backlash|fury|furious|outrag|critic|ire|rage|irk|mad',
    ],
    ['邪恶|恶魔', 'evil|devil|demon|sinist|wicked'],
    ['下周', 'next week|week|monday|tuesday|wednesday|thursday|friday'],
    ['上周', 'last week|week|past week'],
    ['本周|这周', 'this week|week|weekly'],
    ['明年', 'next year|20\\d\\d|coming year'],
    ['去年', 'last year|20\\d\\d|previous|past year|year ago|prior'],
    ['今年|本年度', '(?<!(?:last|next|previous|past|coming) )year|20\\d\\d'],
    ['第一季度|首季', 'first|q1|1q'],
    ['下个?月(?!\\d)|上个?月|本月', 'month'],
    ['年底|年末|年终', 'end of|year-end|late|year|december|holiday|by 20'],
    ['明天|明日', 'tomorrow|day|next'],
    ['昨天|昨日|昨晚', 'yesterday|last night|day|night'],
    ['今天|今日', 'today|day|now|modern|current|present|this'],
    ['今晚', 'tonight|night|evening'],
    ['周一|星期一', 'monday|mon$'],
    ['周二|星期二', 'tuesday|tue'],
    ['周三|星期三', 'wednesday|wed$'],
    ['周四|星期四', 'thursday|thu'],
    ['周五|星期五', 'friday|fri$'],
    ['周六|星期六', 'saturday|weekend|sat$'],
    ['周日|星期日|星期天', 'sunday|weekend|sun$'],
    ['周末', 'weekend|saturday|sunday'],
    ['夏季|夏天|暑期', 'summer'],
    ['秋季|秋天', 'fall$|autumn'],
    ['冬季|冬天|寒冬', 'winter'],
    [
      '反对',
      "oppos|against|object|resist|anti|disapprov|protest|reject|push|dissent|fight|slam|disagree|not|n't|no$|counter|decry|revolt|against|veto|backlash|critic|contrar",
    ],
    [
      '支持',
      'support|back|endors|power|favou?r|enabl|help|boost|assist|fund|sponsor|allow|add|work|compat|champion|aid|advocat|defend|for$|bring|brought|com|get|with|run|now|let|driv|underpin|offer|serv|agre|pro-|behind|approv|stand|embrac|gain|foster|cater|underl|equip|host|vot|accept|fuel|handl|sustain|side|cheer|hold|uphold',
    ],
    [
      '超越|超过|赶超|反超|击败|打败|战胜',
      'surpass|beyond|transcend|exceed|beat|overtak|outpac|pass|top|more|over|outperform|past|ahead|above|defeat|than|eclips|outsell|cross|best|leapfrog|outdo|win|won|rival|crush|overcom|trounc|outshin|edg|outnumber|outs|out-|hit|break|broke|reach|conquer|dethron|outweigh|plus|outrank|outlast|vanquish|\\+|outstrip|in excess|greater|upward|toppl|at least|eat',
    ],
    [
      '拒绝|回绝|婉拒',
      "refus|reject|rebuff|declin|den(?:y|i)|turn|not|n't|no$|won|spurn|block|resist|without|against|opt|nix|snub|never|unwilling|shun|veto|bar$|avoid|stop",
    ],
    [
      '退出|撤出|离场',
      'exit|leav|left|quit|withdr|pull|drop|out$|step|depart|abandon|opt|retreat|end|bow|exodus|resign|walk|bail|ditch|log|scrap|away|shut|clos|off',
    ],
    [
      '结束|终结|落幕|告终',
      'end|over$|finish|conclud|complet|clos|settl|wrap|stop|halt|expir|final|ceas|no longer|quit|kill|done|terminat|last|past|cease|goodbye|death|dead|die',
    ],
    ['返还|退还|归还', 'return|refund|giv|repay|back|reimburs|restor'],
    ['过剩', 'glut|surplus|excess|overs|too m|overcapac'],
    ['短缺|紧缺', 'short|scarc|lack|crunch|tight|deficit|crisis|squeez'],
    ['撤资', 'divest|pull|withdr|exit|sell|dump|disinvest'],
    ['减慢|拖慢|放慢', 'slow|delay|drag|lag|hamper|decelerat|throttl'],
    ['撕毁|毁约', 'tear|tore|break|broke|scrap|void|rip|walk'],
    ['决裂|闹翻|分道扬镳', 'split|break|broke|rift|part$|parts$|sever|feud|divorce|sour|end|fall|fell'],
    ['收缩|萎缩', 'shrink|contract|scal|narrow|cut|retreat|reduc|declin|drop|fall|slump|atroph'],
    ['失去|丧失', 'los|lack|without|miss|forfeit|cost|depriv|leav|left|gone|no longer|strip|depart|shed|disappear'],
    ['关上', 'clos|shut|slam|door'],
    ['卖掉|抛售|甩卖', 'sell|sold|dump|offload|sale|divest|unload'],
    ['声援', 'support|back|solidar|side|rall|stand|defend'],
    ['下架', 'remov|pull|delist|tak|took|drop|withdr|recall|ban|yank|delet|off'],
    ['罢免|撤职|免职', 'fir|oust|remov|dismiss|sack|impeach|recall|boot|depos|strip'],
    ['输给|落后于|不敌', 'los|behind|trail|lag|beat|defeat|fall|fell|outpac|surpass'],
    ['缩小', 'narrow|shrink|small|reduc|clos|cut|minim|compact|less|lower|downsiz|bridg|tight'],
    [
      '扩大',
      'expand|wid|grow|broad|increas|enlarg|scal|extend|more|bigger|larg|deep|ramp|build|step|boost|stretch|expans',
    ],
    ['保留', 'keep|kept|retain|preserv|maintain|stay|remain|sav|hold|reserv|left|still|persist|own'],
    [
      '放弃',
      'abandon|drop|giv|gave|ditch|quit|scrap|forgo|walk|surrender|shelv|cancel|retreat|back|dump|end|leav|without|kill|skip|aband',
    ],
    ['平息', 'calm|settl|subsid|quell|end|resolv|cool|sooth|eas|over$|defus'],
    [
      '加剧|激化',
      'worsen|fuel|stok|deepen|escalat|intensif|heat|rais|grow|increas|more|exacerbat|aggravat|mount|heighten|add|stir|spark|widen|ramp|rising|pressur|toll',
    ],
    ['妨碍|阻碍', 'hinder|hamper|block|prevent|stop|slow|imped|obstruct|interfer|hold|bar|stall|disrupt|stand'],
    ['解散', 'disband|dissol|dismantl|break'],
    [
      '缓解|平息|打消',
      'eas|allevia|reliev|mitigat|reduc|calm|soft|solv|sooth|quell|allay|cool|fix|help|end|settl|assuag|relax|shrug|dispel|quash',
    ],
    ['新低', 'low|worst|weak|bottom|fewest'],
    ['新高', 'high|record|peak|best|top|most|all-time|surg|soar'],
    ['拖累|受累', 'drag|weigh|hurt|hit|dent|drain|burden|fall|due|slow|pull'],
    ['下季度?|下一季度?', 'next|following|coming|q[1-4]'],
    ['本季度?|当季', '(?<!(?:last|next|previous|past|coming) )quarter|q[1-4]|season|this'],
    ['上季度?|上一季度?', 'last|previous|past|prior|q[1-4]'],
    ['降温|遇冷', 'cool|cold|chill|slow|fad|wan|soft|eas|declin|weak|drop|fall'],
    ['拯救|挽救', 'sav|rescu|salvag|bail|reviv'],
    ['物理', 'physic'],
    ['化学', 'chemi'],
    ['生物|生命科学', 'bio|life|organism|living|creature'],
    ['数学', 'math|arithm|olympiad|imo$|theorem|proof'],
    [
      '医学|医疗|医药|药物',
      'medic|health|doctor|clinic|hospital|drug|pharma|patient|care|treat|therap|biotech|med$|disease',
    ],
    ['法律|律师|法规', 'law|legal|attorney|act$|regulat|rule|bill|statut|legis'],
    ['军事', 'militar|defen|army|war|weapon|pentagon'],
    ['真实|真正', 'real|tru|actual|genuin|authent|life|live|truly|proper|fact'],
    ['进口', 'import'],
    ['出口', 'export|exit'],
    ['满意|惊喜', 'satisf|happy|please|delight|content|surpris|impress|wow|glad'],
    ['失望', 'disappoint|let down|underwhelm|frustrat|dismay|miss|letdown|fail|lackluster|not'],
  ] as const
).map(pair);

/**
 * What news is about. Translators name it where English does not (股价 for a rise), so such a word proves a claim of its
 * own only in a clause behind the first one.
 */
export const topics: readonly WordPair[] = (
  [
    [
      '股价|股票|股份',
      'share|stock|equity|nasdaq|wall street|market|stake|valu|trad|slid|fall|fell|ris|rose|drop|tumbl|soar|jump|slump|surg|plung|rall|slip|sink|gain|climb|sell',
    ],
    ['侵权|盗版|抄袭|剽窃', 'infring|copy|pirat|plagiari|steal|stole|theft|ip$|patent|rip|cease|rights'],
    ['专利', 'patent'],
    ['分析师|分析人士', 'analyst|analys'],
    ['专家', 'expert|specialist|professional|scholar|researcher|guru|scientist|veteran|pro$|pros$'],
    ['知情人士|消息人士|内部人士', 'source|insider|people|person|report|familiar|whistleblow|know'],
    ['监管机构|监管部门|监管者', 'regulat|watchdog|author|agenc|commission|ftc|overs'],
    ['投资者|投资人|股东', 'invest|sharehold|trader|stockhold|back|holder|vc|wall street|limited partner|lp'],
    ['全球|世界', 'global|world|international|planet|universal|worldwide|earth|everywhere|around|humanity|nation'],
    ['秘密|机密|保密', 'secre|confiden|classif|stealth|quiet|private|covert|conceal|hidden|sensitive|undisclosed|nda'],
    [
      '名为|名叫|代号|取名|叫做|称作|称为',
      'call|name|nam|dub|codenam|known|title|brand|label|term|describ|codename|refer|codename|nickname',
    ],
    ['现场|直播', 'live|stream|scene|onsite|on-site|site|stage|broadcast|field'],
    ['涉嫌', 'alleg|suspect|accus|involv|over|charg|suspic|concern|claim|relat|touch|cover|span|about|case'],
    ['警方|警察', 'police|cop$|cops$|officer|law enforcement|polic|sheriff|detective|enforcement|constab'],
    ['法院|法庭', 'court|judge|tribunal|legal|justice|rul|trial|jury|sue|suing|lawsuit'],
    [
      '政府|当局',
      'government|govern|author|gov|administration|state|federal|official|washington|white house|public sector|ministr|regime|uk$|u\\.s|trump|biden',
    ],
    [
      '用户',
      'user|customer|consumer|subscriber|people|account|player|you|viewer|audience|client|per |youtuber|redditor|tiktoker|gamer|member|patron|shopper|user',
    ],
    [
      '恶意|病毒|木马|漏洞',
      'malic|malware|virus|viral|trojan|vulnerab|bug|flaw|exploit|hole|loophole|zero-day|0-day|cve|rogue|bad|evil|ransom|pandem|patch|gap|security',
    ],
    [
      '还将|此外|同时还|并且还|不仅如此|与此同时',
      'also|as well|and|plus|addition|while|moreover|besides|meanwhile|both|too|amid|as$|along|further|simultan',
    ],
    [
      '核武|战争|军事|军方|军队',
      'war|militar|army|nuclear|nuke|pentagon|defen[sc]e|soldier|troop|weapon|combat|battle|conflict|navy|air force|armed|force|drone|dod|missile',
    ],
    [
      '成立|设立|组建|创立|创办',
      'form|found|establish|set|launch|creat|start|build|built|launch|open|unveil|assembl|stand|new|spin|spun|institut|incorporat|co-found|begin|began|organiz|inaugur|hold|true|case',
    ],
    ['供应|供货', 'suppl|provid|deliver|ship|source|sell|vendor|avail|offer|serv|feed|power'],
    ['订单', 'order|book|purchas|contract|backlog|deal|demand|sale'],
    ['付费', 'paid|pay|premium|subscri|fee|charg|purchas|plus|pro$'],
    [
      '员工|雇员|职员',
      'employe|worker|staff|job|layoff|workforce|labou?r|team|people|hire|engineer|personnel|colleague|headcount|insider|researcher',
    ],
    ['价格|售价|定价|单价', 'pric|cost|fee|rate|cheap|expens|charg|afford|valu|tag|tariff|worth|bill|discount'],
    ['一半|减半', 'half|halv|50|two'],
    ['竞品|竞争对手|劲敌', 'rival|compet|vs|oppon|peer|against|contend'],
    ['董事会', 'board|director'],
    ['国会|议会|参议院|众议院', 'congress|senat|house|parliament|lawmak|legislat|capitol|commons|lords'],
    ['提示词|系统提示', 'prompt'],
    ['季度|财季', 'quarter|q[1-4]|[1-4]q|earnings|results'],
    ['春季|春天', 'spring'],
    ['上午|早晨|早上|清晨', 'morning|am$|early|dawn|breakfast'],
    ['局长|署长|厅长', 'chief|head|director|commission|administrator|boss'],
  ] as const
).map(pair);

/**
 * Words of direction that must be in the source in one of their forms, even when the source has no opposite:
 * a source without any direction gives no rise and no fall.
 */
export const strongDirections: readonly WordPair[] = (
  [
    [
      '上涨|暴涨|大涨|飙升|激增|攀升|猛增|涨幅|走高|涨停',
      'rise|rises|rising|rose|up$|soar|surg|jump|gain|climb|rall|boom|skyrocket|spike|spiking|grow|grew|increas|high|hike|hiking|lift|advanc|rocket|leap|pop$|pops$|record|swell|balloon|more|explo|shot|shoot|boost|escalat|doubl|tripl|mount|higher|tick|push|upsw|inflat|expensive|cost|pric|appreciat|rais|add',
    ],
    [
      '下跌|暴跌|大跌|下滑|骤降|跌幅|走低|锐减|重挫|跳水|跌停',
      'fall|fell|drop|declin|down|plung|tumbl|slid|slump|sink|sank|crash|lower|decreas|los|slip|dip|plummet|dive|diving|cut|shrink|rout|tank|tanked|weak|sell-?off|shed|crater|collaps|nosediv|eras|wip|hit|dent|drag|retreat|worst|low$|lows|less|few|bear|erod|tumbl|reduc|slash|halv|deflat|soft|slow',
    ],
    [
      '下降',
      'fall|fell|drop|declin|down|decreas|lower|low$|reduc|cut|less|few|slid|slip|dip|shrink|drain|wan|plung|slow|slump|degrad|worse|weak|los|cheap|eras|erod|sag|tumbl|ebb|sink|halv|deterior|descen|save|trim|slash|plummet|dwindl|diminish|shed|fad|collaps|crater',
    ],
    [
      '上升|增长',
      'rise|rises|rising|rose|up$|soar|surg|jump|gain|climb|boom|grow|grew|increas|high|hike|lift|advanc|leap|swell|more|boost|doubl|tripl|mount|tick|expan|accelerat|improv|upward|rais|spik|build|record|boom|scal|uptick|add|rall|ascen|elevat|momentum|explo|balloon|skyrocket|escalat|expans',
    ],
  ] as const
).map(pair);

const opposites = (name: string, one: readonly [string, string], other: readonly [string, string]): Opposites => ({
  name,
  one: pair(one),
  other: pair(other),
});

export const directions: readonly Opposites[] = [
  opposites(
    'rise and fall',
    [
      '上涨|暴涨|大涨|上扬|反弹|回升|走强|拉升|涨|飙升|激增|攀升|猛增|上升|增长|增加|提高|提升|上调|调高|加息|扩大|走高|创新高|推高|增至|升至|提振|骤增|大增|剧增|倍增|扩展|扩张',
      'rise|rises|rising|rose|up$|soar|surg|jump|gain|climb|rall|boom|skyrocket|spike|grow|grew|increas|hike|hiking|lift|rais|boost|rocket|leap|swell|balloon|expan|upgrad|high|highe|improv|doubl|tripl|accelerat|widen|enhanc|escalat|elevat|bigger|more$',
    ],
    [
      '下跌|暴跌|大跌|下挫|走弱|回落|跌|下滑|骤降|下降|减少|降低|下调|调低|降息|削减|缩减|走低|锐减|重挫|降至|缩小|压低|拉低|骤减|大减|剧减|蒸发|减至|缩水',
      'fall|falls|falling|fell|drop|declin|down$|plung|tumbl|slid|slump|sink|sank|crash|lower|decreas|slip|dip|plummet|dive|cut|shrink|tank|shed|crater|collaps|reduc|slash|trim|less|fewer|few$|downgrad|weak|curb|slow|narrow|los|eas|ease|drag|cheap|sav|minimi|scal(?:e|es|ing) back|halv|deceler|eas|retreat|worse|layoff|lay|dwindl|diminish',
    ],
  ),
  opposites(
    'buy and sell',
    [
      '收购|购买|买下|买入|购入|采购|并购|抢购|增持|买',
      'acqui|buy|bought|purchas|takeover|snap|procur|order|scoop|tak(?:e|es|ing) over|shop|pick|get|spend|pay|land',
    ],
    [
      '出售|卖出|售出|抛售|卖给|变卖|减持|甩卖|转让|卖',
      'sell|sold|sale|divest|offload|unload|dump|dispos|vend|shed|transfer|market|auction',
    ],
  ),
  opposites(
    'many and few',
    [
      '许多|众多|大量|大多数|绝大多数|普遍',
      'many|most|majorit|numerous|lots|plenty|huge|mass|widespread|bulk|vast|major|number|more|wide|much|million|thousand|heav|hundred|tons|big|large|scal|high|all|every|flood|wave|broad|general|common|univers|dozen',
    ],
    [
      '很少|少数|寥寥|极少|几乎没有|罕有|罕见',
      '(?<!(?:a|last|past|next|first|these) )few|rare|minorit|little|scarce|hardly|barely|seldom|handful|small|less|some|uncommon|unusual',
    ],
  ),
  opposites(
    'pause and resume',
    [
      '恢复|重启|重新开放|继续|加快',
      'resum|restor|restart|reopen|continu|recover|reinstat|return|back|keep|still|reviv|go on|goes on|carry|bring|reboot|rebuild|revers|regain|remain|retain|again|ongoing|proceed|endur|persist|relaunch|accelerat|fast|speed|quick|rapid|boost|lift|heal|bounc|rebound|press|fix',
    ],
    [
      '暂停|停止|中止|停用|叫停|中断',
      "paus|suspend|halt|stop|freez|hold|end$|ends|ceas|shelv|moratori|interrupt|disrupt|discontinu|block|quit|disabl|retir|shut|cut|break|drop|cancel|scrap|no$|not|n't|prevent|outage|off|remov|ban|pull|kill|deprecat|abandon|sunset|curb|stem|down|delay",
    ],
  ),
  opposites(
    'praise and criticise',
    [
      '称赞|赞扬|盛赞|赞赏|表扬|点赞|欢迎',
      'prais|laud|applaud|hail|compliment|commend|tout|acclaim|cheer|celebrat|welcom|congratulat|rav|lov|admir|kudos|like',
    ],
    [
      '批评|抨击|谴责|指责|炮轰|嘲讽',
      'critic|slam|blast|rip$|rips|attack|call|rebuk|bash|condemn|denounc|blam|mock|decr|pan$|pans|roast|accus|hit|claim|shame|alleg|lash|trash|ridicul|rail|censur|take',
    ],
  ),
  opposites(
    'speed up and slow down',
    [
      '加速|加快|提速|快了|更快|变快|快于',
      'accelerat|fast|speed|quick|boost|rapid|turbo|rush|hasten|swift|race|expedit|step|supercharg|ramp|driv|fuel|advanc|push|ahead|hurr|momentum|spur|racing|power|propel|catalyz',
    ],
    [
      '放缓|减速|放慢|减缓|拖慢|慢了|更慢|变慢|慢于',
      'slow|decelerat|delay|eas|cool|lag|drag|weak|hamper|stall|brak|curb|impede|hinder|mitigat|reduc|temper|relax|soften|wan',
    ],
  ),
  opposites(
    'higher and lower',
    [
      '高于|更高|较高|偏高',
      'high|more|above|exceed|great|over|up|top|bigger|better|superior|steep|surpass|larger|outpac|increas|rais',
    ],
    [
      '低于|更低|较低|偏低',
      'low|less|below|under|fewer|cheap|small|down|reduc|cut|short|lag|beneath|minim|cost|afford|trail|efficien|sav|light|declin|inexpens|behind',
    ],
  ),
  opposites(
    'first and last',
    ['首家|首个|首次|首款|首位|第一', 'first|debut|initial|maiden|inaugur|no\\. 1|number one|top|1st'],
    ['最后一|最末|末位', 'last|final|end|ultimat|bottom|late'],
  ),
  opposites(
    'open and close',
    [
      '开源|开放|开启|开通|开设|开业|重开|打开',
      'open|launch|start|unlock|enabl|begin|began|turn on|kick|unveil|reopen|activat|available|public|free|new',
    ],
    [
      '闭源|关闭|封闭|关停|停运|停用|关掉',
      'clos|shut|off$|discontinu|end$|ends|sunset|lock|retir|kill|disabl|deactivat|shutter|down$|deprecat|wind',
    ],
  ),
  opposites(
    'hire and fire',
    [
      '招聘|扩招|招募|聘用|聘请|增聘|雇佣|雇用|招人',
      'hir|recruit|employ(?!ee)|poach|appoint|add$|adds|adding|talent|staffing|vacanc|onboard|headhunt|lur|enlist',
    ],
    [
      '裁员|裁减|解雇|遣散|裁撤|开除',
      'layoff|lay|laid|fir|redundan|dismiss|sack|axe|axing|cut|shed|eliminat|oust|slash|reduc|job',
    ],
  ),
  opposites(
    'win and lose',
    [
      '胜诉|获胜|赢得|胜出|夺冠|击败|打败|战胜|赢',
      'win$|wins$|winn|won$|beat|victor|defeat|triumph|prevail|tops$|outperform|best|gain|earn|lands$|landed|secur|crush|captur|gets$|clinch',
    ],
    ['败诉|落败|输给|输掉|失利|不敌|惨败|败给', 'los|lost|defeat|fail|fall|fell|beaten|beat'],
  ),
  opposites(
    'support and oppose',
    [
      '支持|赞成|拥护|力挺|声援|赞同|力促',
      'support|back|endors|favou?r|champion|defend|agree|advocat|push|embrac|for$|approv|behind|side|pro-|welcom|enabl|help',
    ],
    [
      '反对|抵制|抗议|拒绝|否决',
      "oppos|backlash|outcry|dissent|critic|revolt|against|object|resist|boycott|protest|reject|refus|anti|den(?:y|i)|veto|push|fight|block|slam|not|n't|declin|disagree|spurn|rebuff|no$|turn",
    ],
  ),
  opposites(
    'allow and forbid',
    [
      '允许|准许|放行|解禁|批准|许可|同意|放开',
      'allow|permit|let|approv|clear|green|lift|authori|unban|enabl|agree|open|grant|licens|ok$|nod|can$|pass|consent|unblock|accept',
    ],
    [
      '禁止|封禁|禁令|禁用|屏蔽|阻止|拒绝|不允许|不准|否决|叫停|取缔|驳回',
      "ban|block|prohibit|bar$|bars$|barr|forbid|outlaw|restrict|disallow|prevent|stop|den(?:y|i)|reject|refus|halt|veto|curb|disabl|shut|not|n't|no$|disrupt|suspend|declin|injunct|thwart|dismiss|moratori|toss|without|avoid|keep|limit|foil",
    ],
  ),
  opposites(
    'confirm and deny',
    [
      '证实|确认|承认|坐实',
      'confirm|verif|admit|acknowledg|conced|confess|prov|affirm|establish|recogni|official|identif|ensur|make sure|valid',
    ],
    [
      '否认|驳斥|辟谣|反驳|否定',
      "den(?:y|i)|refut|reject|dismiss|disput|debunk|rebut|disavow|not|n't|push|contradict|counter|no$|negat|clap",
    ],
  ),
  opposites(
    'launch and withdraw',
    [
      '推出|发布|上线|启动|发起|上架|亮相|问世|引入|新增',
      'launch|releas|introduc|unveil|roll(?!(?:s|ed|ing)? back)|debut|announc|bring|brought|add|start|ship|publish|drop|present|reveal|open|kick|deploy|offer|join|get|gain|new|com|put|post|issu|begin|began|mak|show|live|embed|includ|integrat|incorpor|insert|arriv|enter|building|built|land|give|into|plug|inject|creat|sign|enlist|expand',
    ],
    [
      '撤回|撤下|下架|下线|停止|终止|移除|取消|撤销|退出|放弃|砍掉|删除|撤出|剔除',
      'withdr|pull|recall|remov|roll(?:s|ed|ing)? back|rollback|retract|cancel|scrap|stop|end$|ends|ending|discontinu|kill|drop|delet|axe|abandon|leav|left|quit|exit|revok|shut|halt|ceas|ditch|terminat|rescind|sunset|retir|take|took|strip|repeal|clos|wip|give|gave|eliminat|suspend|out$|without|undo|void|purge|eras|cut|kick|walk|disband|shelv|wind|bail|lift|forgo|uninstall|opt out|opts out|opting out|break|retreat|eject|part|phase|disrupt|away|exclud|resign|clear',
    ],
  ),
  opposites(
    'join and leave',
    [
      '上任|就任|接任|履新|加入|加盟|入职|重返|入驻|签约|回归',
      'join|leav(?:e|es|ing) for|left for|return|hir|sign|enter|move|moving|come|back|add|become|land|poach|recruit|embed|integrat|bring|includ|participat|admit|member|into|team|takes|get|insert|plug|connect|incorpor|enlist|in$|partner|to$',
    ],
    [
      '离开|离职|退出|辞职|出走|卸任|离任|退群',
      'leav|left|quit|resign|depart|exit|out$|step|oust|retir|withdr|pull|former|ex-|walk|go$|goes|away|los|flee|fled|drop|escape|exodus|part|attrition|without|opt out|opts out|opting out|part|defect|bail|turnover',
    ],
  ),
  opposites(
    'advance and delay',
    ['提前|提早', 'early|earli|ahead|advanc|soon|before|pre|forward|fast|beforehand'],
    [
      '推迟|延期|延后|延迟|拖延|延误',
      'delay|postpon|push|defer|late|hold|slip|extend|wait|behind|lag|stall|latenc|hold|suspen|linger|drag',
    ],
  ),
  opposites(
    'profit and loss',
    ['盈利|获利|赚|盈余|扭亏', 'profit|earn|gain|mak|made|income|surplus|black|net|margin|money|monetiz|rak|reap|win'],
    ['亏损|亏|赤字|蚀本', 'loss|los|lost|deficit|red$|burn|debt|shortfall'],
  ),
  opposites(
    'success and failure',
    [
      '成功|达成|实现|通过',
      'succe|achiev|reach|pass|win|won|manag|accomplish|reali[sz]|land|pull|hit|mak|deliv|enabl|complet|clear|through|via|with|using|by$|approv|attain|fulfil|get|got|strike|struck|sign|agree|ink|secur|strik|us(?:e|es|ing|ed)$|on$|accept|adopt|become|clinch|over|unlock|victor|hit|deal|automat|bring|let|can$|over$|gain|top|in$|to$|from|how|goal|power|driv|feat|dream|come|came|brings|crack',
    ],
    [
      '失败|落空|未能|告吹|破裂|流产',
      "fail|flop|collaps|miss|unable|fall|fell|not|n't|abort|bust|break|broke|lost|los|couldn|defeat|botch|flunk|wrong|crash|unsuccess|never|without|scuttl|crumbl|short|cannot|no$|stall|struggl|derail|rupture|defunct",
    ],
  ),
  opposites(
    'more and less than',
    [
      '超过|超|逾|高于|突破|以上|不少于|至少',
      'over|more|exceed|surpass|above|top$|tops$|topped|beyond|past|beat|\\+|least|pass|cross|plus|outpac|overtak|hit|break|broke|higher|great|super|ultra|hyper|hyper|trans|breakthrough|ahead|outperform|out|eclips|extra|upward|reach|best|mega|extend|eat|too',
    ],
    [
      '不到|低于|不足|少于|不满|以下|至多|最多|以内',
      "less|under|below|fewer|within|lower|short|sub|not|n't|up to|lack|most|max|insufficient|near|follow|inadequ|short|scarc|poor|lag|these|limit|deficien|here|cheap|no more|beneath|shy|fraction|discont|dissat|unhappy|weak|only|barely|next|bottom|fail|gap|miss|in$|as little",
    ],
  ),
  opposites(
    'better and worse',
    [
      '改善|好转|向好|变好|乐观|看好|利好|看涨',
      'improv|better|optimis|good|bull|upbeat|positive|fix|favou?r|bet|rosy|like|hope|help|enhanc|recover|promis|confident|boost|outlook|eas|refin|great|strong|excit|bright',
    ],
    [
      '恶化|变差|变糟|悲观|看空|利空|看跌|唱衰',
      'worse|bad|pessimis|bear|deterior|negative|gloom|downbeat|degrad|doom|poor|weak|dim|short|hurt|declin|bleak|aggravat|escalat|headwind|against|dark|sour',
    ],
  ),
  opposites(
    'strong and weak',
    [
      '加强|增强|强化|收紧|严格',
      'strengthen|strong|enhanc|tighten|bolster|boost|reinforc|strict|tough|improv|increas|fortif|step|beef|augment|harden|ramp|intensif|upgrad|deepen|crack|double|amplif|more|better|rigor|stringent|power|restrict|curb|expan|sharpen|heighten|suppl|rais|stiff|scrutin|clamp|hard|doubl|add',
    ],
    [
      '削弱|减弱|弱化|放松|放宽|松绑',
      'weak|undermin|relax|loos|eas|soften|dilut|water|reduc|lower|less|declin|hurt|wan|diminish|lessen|cut|erod|dampen|roll|blunt|cripple|impair|deregul|lift|fad|unwind|widen|chill|calm|dull',
    ],
  ),
  opposites(
    'safe and dangerous',
    ['更安全|安全可靠', 'safe|secur|trust|reliab'],
    ['危险|不安全', "danger|risk|unsafe|insecure|hazard|threat|peril|treach|harm|not|n't|precar|deadly|scar|alarm"],
  ),
  opposites(
    'public and private',
    [
      '公开',
      'public|open|disclos|reveal|publish|releas|announc|unveil|out$|shar|transparen|accus|call|air|expos|declar|overt|list|go$|ipo|post|show|tell|warn|slam|say|said|unseal',
    ],
    [
      '私下|秘密|暗中|私有化|悄悄',
      'private|secret|quiet|behind|covert|stealth|conceal|hid|silent|stealth|undisclosed|under|clandest|discreet|sneak|confid|soft|shadow|hush',
    ],
  ),
  opposites(
    'before and after',
    ['之前|以前|前夕|开始前|前不久', 'before|prior|ahead|until|pre-|eve$|by$|earl|former|first|previous|ago'],
    [
      '之后|以后|过后|结束后|随后',
      'after|since|once|follow|post-|later|then|when|behind|upon|next|subsequent|in the wake|from|as$',
    ],
  ),
  opposites(
    'cheap and expensive',
    [
      '便宜|廉价|低价|实惠|平价|低成本',
      'cheap|afford|low|inexpens|budget|bargain|less|cost|econom|discount|free|value|pric',
    ],
    ['昂贵|高价|贵|高昂|天价', 'expens|cost|pric|high|premium|lux|dear|steep|hefty|pay|big'],
  ),
  opposites(
    'easy and hard',
    [
      '更容易|轻松|更简单|更方便|更易|轻而易举|易于',
      'eas|simpl|effortless|convenien|breez|smooth|painless|quick|better|help|simplif|streamlin',
    ],
    [
      '更难|更困难|难以|艰难|艰巨|不易',
      "hard|difficult|tough|challeng|struggl|not|n't|complex|tricky|un[a-z]|impossib|strugg|cannot|in[a-z]+ible",
    ],
  ),
  opposites(
    'lead and lag',
    ['领先|遥遥领先|居首', 'lead|ahead|top|best|front|first|outpac|outperform|state|sota|advanc|edge|surpass|beat|cut'],
    ['落后|滞后|垫底', 'behind|lag|trail|fall|fell|slow|last|bottom|late|catch|lose|losing|backward'],
  ),
  opposites(
    'strong and soft',
    [
      '强劲|旺盛|火爆|红火',
      'strong|robust|solid|hot|brisk|boom|surg|soar|stell|roar|heat|power|buoyant|heavy|record|huge|boost',
    ],
    [
      '疲软|低迷|惨淡|萎靡|萎缩|遇冷',
      'weak|soft|slug|slump|poor|slow|dull|tepid|declin|down|drop|low|dismal|lacklust|shrink|struggl|cool|muted|flat|bleak',
    ],
  ),
  opposites(
    'hope and fear',
    [
      '期待|希望|憧憬|盼望',
      'hope|hoping|expect|wish|want|look|anticipat|await|eager|aim|dream|excit|seek|would|promis|please|let',
    ],
    [
      '担心|害怕|担忧|恐惧|忧虑',
      'fear|worr|afraid|concern|dread|anxi|scare|alarm|panic|wary|terrif|frighten|nerv|warn|threat',
    ],
  ),
  opposites(
    'agree and refuse',
    ['同意|答应|应允', 'agree|accept|consent|approv|let|allow|sign|say yes|ok$|will|deal|join|settle'],
    ['拒绝|回绝|婉拒', "refus|reject|declin|rebuff|turn|den(?:y|i)|not|n't|no$|spurn|won|snub|resist"],
  ),
  opposites(
    'strike and shelve',
    [
      '敲定|谈妥|达成',
      'agree|reach|strik|struck|seal|clinch|sign|finali[sz]|land|ink|secur|clos|deal|hit|settl|achiev|mak|made|cut|forg|complet|set',
    ],
    [
      '搁置|冻结|告吹|泡汤|搁浅',
      'ice|shelv|freez|froz|hold|collaps|stall|dead|off|fall|fell|scrap|paus|halt|block|drop|pull|aband|delay|stuck|bust|break',
    ],
  ),
  opposites(
    'right and wrong',
    ['正确|准确|精准', 'right|correct|accura|precis|true|exact|proper|reliab|faith'],
    ['错误|误标|不准|出错', "wrong|incorrect|error|mis[a-z]|inaccura|fals|mistak|bug|not|n't|fail|flaw|bad"],
  ),
  opposites(
    'love and hate',
    ['(?<!不)喜欢|热爱|钟爱|(?<!不)喜爱', 'lov|like|enjoy|favou?r|fond|prefer|ador|fan$|fans$|into|want|crav|embrac'],
    ['不喜欢|讨厌|痛恨|厌恶|反感|憎恨', "hat|dislik|loath|despis|detest|not|n't|sick|tired|resent|against"],
  ),
  opposites(
    'save and destroy',
    [
      '拯救|挽救|创造|保护',
      'sav|rescu|creat|protect|preserv|add|generat|guard|secur|safe|shield|defend|make|made|keep|build|produc|set|record|help',
    ],
    [
      '扼杀|毁掉|摧毁|破坏|消灭|掏空|夺走',
      'kill|destroy|ruin|wreck|wip|hollow|eliminat|threat|hurt|damag|break|broke|eat|eras|undermin|tak|took|steal|sabotag|kill|end|disrupt|replac|violat',
    ],
  ),
];

/** Words in English for which a translation must keep some doubt or future: a plan is not a deed. */
export const unsure =
  'plans to|plan to|planning to|considers|considering|consider|in talks|might|may(?! \\d)|could|reportedly|rumou?red|aims to|wants to|mulls|mulling|weighs|weighing|eyes|proposes|hopes to|seeks to|expected to|set to|likely|allegedly|intends to|looks to|prepares to|preparing to|poised to';
/** What keeps it in Chinese, on the side of the answer. */
export const unsureInChinese =
  '可|或(?=[将许可会能有成在于被推达超与面为再])|能|也许|恐|望|料|拟|计划|考虑|会|将|欲|想|希望|据报|据称|据传|据悉|传|涉嫌|疑|预|打算|准备|谈|洽|商|目标|旨在|力争|力求|寻求|有意|提议|提出|提案|瞄准|盯上|关注|权衡|评估|要|即将|筹|谋|被指|指控|意图|企图|试图|酝酿|斟酌|大概|大约|估计|目的|致力|以期|意在|建议|倾向|希冀|期待|着眼|图谋|斟酌|五月|月';
/** Words that have a character of doubt or future in them and neither. */
export const idleModalWords =
  '智能|性能|功能|技能|能力|能源|能量|节能|机会|社会|会议|大会|峰会|协会|委员会|会员|议会|国会|理事会|董事会|工会|会话|会计|许可|认可|可穿戴|将领|年会|重要|主要|首要|摘要|概要|纪要|要求|需要|要素|谈判代表|会见|约会|思想|想象|理想|料理|资料|材料|数据传|上传|传输|传统|规划局';
/** Clauses that only join others. */
export const idleClauses =
  '与此同时|换句话说|换言之|总而言之|总之|例如|此外|事实上|据报道|据悉|据称|报道称|原因何在|需要|了解|知道|什么|如何|为何|为什么|怎么|这|那|你|您|我们|以下|是|就|来|看|一下|你应该|应该|的|内容|一切|都|事|些|哪些|该|做|吗|呢';

/** Chinese signs that something is over. They need a sign of the past or the perfect in the English source. */
export const done =
  '已完成|已经完成|已签署|已达成|已收购|正式完成|完成了|已获批|已批准|已起诉|已上市|已发布|已推出|已裁|已关闭|已被|已对|已就';
export const doneInEnglish =
  "[a-z]+ed$|has|have|had|'s$|was|were|been|already|done|won|bought|sold|made|began|got|built|brought|lost|left|fell|rose|took|found|cut|shut|now|is|are|finally|officially|complete|launches|releases|signs|closes|acquires|buys|opens|gets|just|after";

/** Negation that a translation has to keep. */
export const negationInEnglish =
  "not(?! (?:only|just|to mention)\\b)|cannot|[a-z]+n['’]t|cant|dont|wont|isnt|doesnt|never|without|nobody|nothing|none|neither|nor|unable|no(?!\\. ?\\d| \\d| doubt| matter|n-)|un(?:available|safe|likely|certain|known|fair|usable|stable|reliable|authori[sz]ed|lawful|clear|willing|trusted|affected|changed|aware|encrypted|ethical|limited|regulated|ready|paid|verified|supported|necessary|explained|true|wanted)|non-[a-z]+|impossible|illegal|insecure|inaccurate|ineffective|incompatible|invisible|incomplete|invalid";
/** `AI-free` is without AI; `hands-free` and `royalty-free` likewise. */
export const freeOf = '[a-z]+-(?:free|less)';
/** Chinese negation, after the idle words are taken out. */
export const negationInChinese =
  '不|没|无|未|非|别|勿|莫|拒|难|零(?!售|部件|食)|免|禁|否|绝|毫|脱离|摆脱|去AI|从来|休想|违|避|岂';
/** The ones that an answer may have only when the source denies something. */
export const plainNegationInChinese = '不|没|无|未|别|勿|并非|绝非|从未|尚未';
export const idleNegations =
  '不仅仅|不仅|不只是?|不光|不但|不单|不止|不断|不同|不过|不少|不久|不得不|不可或缺|不可避免|不可思议|不可否认|不由得|不禁|不愧|不论|不管|不惜|不妨|不乏|不时|不容忽视|不容小觑|不已|不菲|不凡|不俗|不错|不动产|不锈钢|差不多|了不起|对不起|忍不住|巴不得|要不要|是不是|会不会|能不能|好不好|赞不绝口|层出不穷|络绎不绝|供不应求|源源不断|出其不意|不约而同|不谋而合|不遗余力|不计其数|不可估量|必不可少|密不可分|势不可挡|不堪重负|不翼而飞|不言而喻|不甘示弱|无人驾驶|无人机|无人车|无人艇|无人出租|无线|无论|无疑|无限|无数|无缝|无处不在|无所不能|无孔不入|无比|无价|无形|无意|无辜|无私|无独有偶|无与伦比|独一无二|前所未有|前所未见|未来|未必|非常|非凡|非洲|非裔|除非|无非|莫非|是非|南非|北非|东非|西非|中非|特别|级别|区别|差别|类别|性别|识别|分别|辨别|个别|鉴别|告别|别墅|别名|别人|别处|派别|判别|国别|别克|别出心裁|没收|埋没|淹没|出没|沉没|吞没|无锡|空缺|缺口';
/** Words that deny something in themselves: they may translate one English word, and they may keep a negation. */
export const impliedNegations =
  '而不是|而非|不容|不等|不法|不良|不一|不明|不当|不实|不满|不足|不到|不安|不利|不对称|不平等|不规则|不确定性?|不稳定|不幸|不息|不懈|不落|不公平?|不合格|不透明|不信任|不解|不祥|不必要|值不值得|无人(?!工)|无障碍|无休止|无监督|无损|无状态|无服务器|无头|无代码|无偿|无尘|无菌|无关紧要|无家可归|未知|未经|未成年人?|未婚|未公开|尚未|非法|非政府|非机构|非官方|非拉丁|非结构化|非传统|非正式|非营利|非盈利|史无前例|无厘头|无人问津|不想';
/** English words with something of a negation in them: enough for a negation in the answer. */
export const softNegationInEnglish =
  "not|no|none|nor|neither|never|without|cannot|[a-z]+n['’]t|cant|dont|wont|nothing|nobody|nowhere|unable|un[a-z]{3,}|in(?:visible|capable|effective|complete|secure|valid|accurate|adequate|sufficient|dependent|directly|finite|compatible|consistent)|im(?:possible|perfect|mun|partial|proper)|ir(?:responsible|regular|relevant|replaceable|reversible)|il(?:legal|legitimate|licit)|dis[a-z]{3,}|non-?[a-z]*|[a-z]+less|[a-z]+-free|free (?:of|from)|fail[a-z]*|lack[a-z]*|refus[a-z]*|reject[a-z]*|den(?:y|ies|ied|ial)|declin[a-z]*|only|hard[a-z]*|difficult|few|less|stop[a-z]*|halt[a-z]*|avoid[a-z]*|prevent[a-z]*|block[a-z]*|ban|bans|banned|end|ends|ended|ending|until|despite|although|though|rather|instead|but|miss[a-z]*|los[a-z]*|lost|zero|limit[a-z]*|short[a-z]*|too|yet|out|away|off|beyond|against|anti[a-z-]*|stuck|struggl[a-z]*|quit|drop[a-z]*|leav[a-z]*|broken|break[a-z]*|crash[a-z]*|wrong|absen[a-z]*|exclud[a-z]*|remov[a-z]*|ignor[a-z]*|resist[a-z]*|skip[a-z]*|bypass[a-z]*|barely|rarely|seldom|scarce[a-z]*|anymore|secret[a-z]*|silent|still|whatever|regardless|constant[a-z]*|continu[a-z]*|relentless[a-z]*|forever|endless|down|outage|mismatch|blind|unlimited|doubt[a-z]*|skeptic[a-z]*|wary|needn|minimal|nix|from|drain[a-z]*|risk[a-z]*|anonymous|poor[a-z]*|bad[a-z]*|weak[a-z]*|gap[a-z]*|different|other|else|than|apart|except|unless|pending|remain[a-z]*|wait[a-z]*|delay[a-z]*|open|hallucinat[a-z]*|abus[a-z]*|misus[a-z]*|bias[a-z]*|worr[a-z]*|uncertain[a-z]*|mind-blowing|unknown|offline|freez[a-z]*|paus[a-z]*|suspend[a-z]*|cancel[a-z]*|if|whether|wireless|upset|angr[a-z]*|fear[a-z]*|gone|empty|foul|ill|mis[a-z]+|dead|doom[a-z]*|warn[a-z]*|stall[a-z]*|nope|won|beware|forget|forgot|shouldn";

/** Chinese that denies outright, and the English words that it stands for. */
export const outrightNegationInChinese =
  '不再|不会|不是|并不|没有|并未|未曾|不能|不得|不应|不该|不要|不用|不必|不愿|不准|不许|不允许|不支持|不同意|从不|绝不|无法|未能|未';
export const outrightNegationInEnglish =
  "not|no|none|nor|neither|never|without|cannot|[a-z]+n['’]t|cant|dont|wont|nothing|nobody|nowhere|unable|un(?!i|der|til|veil|lock|leash|precedent|cover)[a-z]{3,}|in(?:visible|capable|effective|complete|secure|valid|accurate|adequate|sufficient|dependent|compatible|consistent)|im(?:possible|perfect|proper)|ir(?:responsible|regular|relevant|replaceable|reversible)|il(?:legal|legitimate|licit)|non-?[a-z]*|[a-z]+less|[a-z]+-free|free (?:of|from)|hardly|barely|rarely|seldom|few|fewer|less|until|unless|rather|instead|zero|too|yet|anymore|beyond|against|disallow[a-z]*|disagree[a-z]*|dislike[a-z]*|distrust[a-z]*|mis[a-z]+|down|outage|offline|scarce[a-z]*|pending|despite|although|but|anti[a-z-]*|out of|nope|nix|except|only";
/** Words that deny by what they say. Each lends its negation to the Chinese title once, if its own word is not there. */
export const denyingWords: readonly WordPair[] = (
  [
    ['失败|失灵|故障|挂', 'fail'],
    ['缺|匮', 'lack|short$'],
    ['拒|回绝', 'refus|reject|declin|rebuff|spurn|snub'],
    ['否认|驳', 'den(?:y|i)'],
    ['停|止|暂|终|结束|中断', 'stop|halt|end$|ends|ending|ceas|quit|paus|suspend|discontinu|stall|freez'],
    ['避', 'avoid|skip|bypass|evad|dodg'],
    ['阻|防|拦|挡|屏蔽|封', 'prevent|block|bar$|bars$|keep|kept'],
    ['禁|取缔|限', 'ban$|bans$|bann|prohibit|forbid|outlaw|limit|restrict|curb'],
    ['失去|丢|输|亏|损|流失', 'lose|losing|lost$|loss'],
    ['错过|未达', 'miss'],
    ['放弃|撤|取消|砍|退|离|走|辞', 'drop|abandon|ditch|cancel|scrap|withdr|leav|left|shelv'],
    ['移除|删|去除|排除', 'remov|exclud|delet'],
    ['忽视|无视', 'ignor|neglect'],
    ['抵|抗', 'resist|oppos'],
    ['推迟|延|晚|拖', 'delay|postpon|wait|remain'],
    ['疑|怀', 'doubt|skeptic|sceptic|uncertain|wary'],
    ['禁用|停用|关闭', 'disabl|shut|clos'],
    ['难|困', 'difficult|hard$|struggl'],
    ['错|误', 'wrong|error'],
  ] as const
).map(pair);

/** Words of a plan or of a possibility, and the English ones beside the future that give a title one. */
export const plans: readonly WordPair[] = (
  [
    [
      '(?<!不)可能|也许|或许|或将|恐将|恐会|没准',
      "could|might|may$|can$|can't|likel|possib|potential|perhaps|probab|reported|would|should|expect|risk|appear|seem|suggest|threat|about|hint|if$|rumor|rumour|chance|prone|tend|feared|prospect|odds|\\?",
    ],
    [
      '考虑',
      'consider|mull|weigh|think|look|eye|explor|study|studies|may$|might|could|ponder|contemplat|debat|plan|factor|want|account|view|thought|discuss|talks|mind|aware',
    ],
    [
      '计划|打算|准备|企图|图谋|(?<![模虚比])拟(?!人|合|态|真)',
      'plan|aim|program|scheme|project|set to|intend|look|want|seek|eye|initiativ|propos|roadmap|strateg|subscri|tier|consider|weigh|mull|going to|prepar|ready|pledg|promis|commit|bid$|bids$|ambition|expect|try|tries|target|hope|campaign|get set|brac|gear|in talks|max$|pro$|fellowship|scholar',
    ],
    ['有望', 'could|may$|might|likel|expect|hope|promis|set to|poised|on track|would|can$|potential|prospect'],
  ] as const
).map(pair);

/** Words of a claim about oneself, or of an answer that talks to the person who asked. Either language. */
export const selfTalk =
  "注[：:]|译注|备注[：:]|原文(?:为|是)|作为(?:一个|一名)?\\s*(?:AI|人工智能|语言模型)(?:助手|模型|语言模型)?[，,]|以下是|翻译如下|翻译[：:]|译文|标题[：:]|好的[，,。]|当然[，,。]|抱歉|对不起|我无法|我不能|我是一个|希望这|请注意[：:]|如有|我的系统提示|我的提示|as an ai\\b|as a language model|here is|here's the|translation:|sure[,!]|i cannot|i can't help|i'm sorry";

/** Verbs whose subject and object must not change places. */
export const actorVerbs: readonly WordPair[] = (
  [
    ['归咎|归罪|怪罪', 'blam(?:e|es|ed|ing)'],
    ['欢迎', 'welcom(?:e|es|ed|ing)'],
    ['加入|重返', 're-?joins?|rejoined|rejoining|joins?|joined|joining'],
    ['离开|退出', 'leaves?|leaving|left|quits?|exits?'],
    ['发布|推出', 'releas(?:e|es|ed|ing)|launch(?:es|ed|ing)?|unveil(?:s|ed|ing)?|introduc(?:e|es|ed|ing)'],
    ['采用|使用|启用', 'us(?:e|es|ing)|adopt(?:s|ed|ing)?|tap(?:s|ped)?'],
    ['挑战|威胁', 'challeng(?:e|es|ed|ing)|threaten(?:s|ed|ing)?'],
    ['要求|敦促|呼吁', 'ask(?:s|ed|ing)?|order(?:s|ed)?|urg(?:e|es|ed|ing)|tell(?:s)?|told'],
    ['称赞|赞扬|盛赞|赞赏', 'prais(?:e|es|ed|ing)|applauds?|applauded|hails?|lauds?'],
    ['授权|许可', 'licens(?:e|es|ed|ing)'],
    ['复制|抄袭|窃取', 'cop(?:y|ies|ied|ying)|steal(?:s|ing)?|stole'],
    ['捐赠|资助', 'donat(?:e|es|ed|ing)|fund(?:s|ed|ing)?'],
    ['解释|讨论|采访', 'explain(?:s|ed)?|interview(?:s|ed)?'],
    ['控制|监管', 'control(?:s|led)?|regulat(?:e|es|ed)'],
    ['赶上|追赶|追上', 'catch(?:es|ing)? up|caught up'],
    ['集成|整合|接入', 'integrat(?:e|es|ed|ing)'],
    ['帮助|协助', 'help(?:s|ed|ing)?|assist(?:s|ed)?'],
    ['任命|提名', 'nam(?:e|es|ed)|appoint(?:s|ed)?|nominat(?:e|es|ed)'],
    ['袭击|摧毁|轰炸', 'strik(?:e|es|ing)|destroy(?:s|ed)?|bomb(?:s|ed)?|takes down'],
    ['撞|撞上|撞倒', 'hits?|crash(?:es|ed)? into'],
    ['起诉|状告|控告|指控|指责|提起诉讼', 'sue|sues|sued|suing|accuses?|accused|accusing|blames?|blamed'],
    [
      '收购|买下|购买|并购',
      'acquires?|acquired|acquiring|buys?|buying|bought|purchas(?:e|es|ed|ing)|to acquire|takes over|snaps up|snapped up|scoops up',
    ],
    ['调查(?!局|员|显示)|立案|审查', 'investigat(?:e|es|ed|ing)|prob(?:e|es|ed|ing)|scrutini[sz](?:e|es|ed|ing)'],
    ['投资|注资|入股', 'invests?|invested|investing|backs?|backed|funds|funded'],
    ['罚款|处罚|重罚', 'fines?|fined|fining|penali[sz](?:e|es|ed)'],
    [
      '击败|打败|战胜|超越|超过|反超|优于|胜过|领先于|强于',
      'beats?|beating|defeats?|defeated|overtakes?|overtook|surpass(?:es|ed)?|outperforms?|outperformed|tops|topped|outpaces?|dethrones?',
    ],
    ['禁止|封禁|屏蔽|阻止', 'bans?|banned|blocks?|blocked|bars|barred'],
    [
      '批评|抨击|炮轰|警告|嘲讽',
      'slams?|slammed|criticiz?s?(?:es|ed)?|blasts?|blasted|warns?|warned|mocks?|mocked|attacks?|attacked|rips',
    ],
    ['取代|替代|代替', 'replac(?:e|es|ed|ing)|supplant(?:s|ed)?'],
    ['聘请|聘用|挖走|挖角|招募', 'hires?|hired|hiring|poach(?:es|ed|ing)?|recruits?|recruited'],
    ['出售|卖给|供应|供货', 'sells?|sold|suppl(?:y|ies|ied)'],
    ['解雇|开除|罢免', 'fires?|fired|sacks?|sacked|ousts?|ousted'],
    ['支付|付给', 'pays?|paid|paying'],
    ['攻击|入侵', 'attacks?|attacked|hacks?|hacked|breach(?:es|ed)?'],
    ['支持|力挺', 'supports?|supported|endors(?:es|ed)?'],
    ['反对|抵制', 'oppos(?:es|ed)?|boycotts?|boycotted|rejects?|rejected'],
  ] as const
).map(pair);

/** Nouns that act or are acted on in headlines, for the order of actors. */
export const actors: readonly WordPair[] = (
  [
    ['初创公司|初创企业|初创|创业公司', 'start-?up'],
    ['前首席执行官|前CEO|前 CEO|前总裁', 'ex-ceo|former ceo|ex-chief|former chief|ex-boss'],
    ['前员工|前雇员', 'ex-employee|former employee|ex-staff|former staff|ex-worker|former worker'],
    ['员工|雇员|职员|工人', 'employee|worker|staff'],
    ['研究人员|研究员|科学家', 'researcher|scientist'],
    ['作者|作家', 'author|writer'],
    ['艺术家|音乐人|歌手', 'artist|musician|singer'],
    ['出版商|出版社', 'publisher'],
    ['学生', 'student'],
    ['教授', 'professor'],
    ['家长|父母', 'parent|mother|father'],
    ['用户', 'user'],
    ['法官', 'judge'],
    ['法院', 'court'],
    ['记者', 'journalist|reporter'],
    ['监管机构|监管部门', 'regulator|watchdog'],
    ['参议员|议员', 'senator|lawmaker|congress'],
    ['政府', 'government'],
    ['警方|警察', 'police'],
    ['竞争对手|对手', 'rival|competitor'],
    ['投资者|投资人', 'investor'],
    ['客户|顾客', 'customer|client'],
    ['医院', 'hospital'],
    ['银行', 'bank'],
    ['大学', 'universit'],
    ['报社|报纸', 'newspaper'],
    ['唱片公司', 'label'],
    ['律师', 'lawyer|attorney'],
    ['医生', 'doctor|physician'],
    ['教师|老师', 'teacher'],
    ['机器人', 'robot|bot$|bots$'],
    ['人类', 'human'],
    ['开发者|开发人员', 'developer|coder|programmer'],
    ['黑客', 'hacker'],
    ['消费者', 'consumer'],
  ] as const
).map(pair);

/** Nouns that move more freely than those: they count only beside a plain verb. */
export const freeNouns: readonly WordPair[] = (
  [
    ['人工智能|AI', 'ai$'],
    ['开源', 'open.?source'],
    ['氛围编[码程]', 'vibe.?cod'],
    ['驾驶员|司机', 'driver'],
    ['老板', 'boss'],
    ['儿童|孩子', 'child|kid$|kids$'],
    ['青少年', 'teen'],
    ['工程师', 'engineer'],
    ['女性', 'women'],
    ['企业', 'enterprise|business'],
    ['实验室', 'lab$|labs$'],
    ['总统', 'president'],
    ['教皇', 'pope'],
    ['白宫', 'white house'],
    ['五角大楼', 'pentagon'],
    ['华尔街', 'wall street'],
    ['媒体', 'media$|press$|outlets'],
    ['陪审团', 'jury|jurors'],
    ['导演|制片人', 'director|filmmaker|producer'],
    ['智能体|代理', 'agent'],
    ['模型', 'model'],
    ['芯片', 'chip'],
    ['手机', 'phone'],
  ] as const
).map(pair);

/** Regions whose English adjective or nickname does not begin like their name, by ISO 3166 code. */
export const regionWords: Readonly<Record<string, string>> = {
  US: 'u\\.?s\\.?|usa|america|american|washington|trump|biden|pentagon|white house|federal|fed|doj|ftc|sec|congress|senate|pentagon|faa|fda|fbi|cia|nasa',
  GB: 'u\\.?k|britain|british|brit|england|english|london|scot|wales|welsh',
  CN: 'china|chinese|beijing|sino|prc',
  FR: 'france|french|paris|macron',
  DE: 'german|berlin',
  JP: 'japan|tokyo',
  KR: 'korea|korean|seoul|south korea',
  KP: 'north korea|dprk|pyongyang',
  NL: 'netherlands|dutch|holland|hague',
  CH: 'swiss|switzerland',
  ES: 'spain|spanish|madrid',
  PT: 'portugal|portuguese',
  PL: 'poland|polish',
  TR: 'turk',
  DK: 'denmark|danish|dane',
  SE: 'sweden|swedish|swede',
  FI: 'finland|finnish',
  NO: 'norway|norwegian',
  IE: 'ireland|irish|dublin',
  GR: 'greece|greek',
  RU: 'russia|moscow|kremlin|putin',
  IL: 'israel',
  AE: 'uae|emirat|dubai|abu dhabi|united arab',
  SA: 'saudi|riyadh',
  TW: 'taiwan|taipei',
  HK: 'hong kong|hk',
  MO: 'macau|macao',
  IN: 'india|delhi|modi',
  VN: 'vietnam',
  TH: 'thai',
  PH: 'philippin|filipino',
  MX: 'mexic',
  BR: 'brazil',
  CA: 'canad|ottawa',
  AU: 'australia|aussie|canberra',
  NZ: 'new zealand|kiwi',
  IT: 'ital|rome',
  UA: 'ukrain|kyiv|kiev',
  IR: 'iran|tehran',
  CZ: 'czech',
  ZA: 'south africa',
  AR: 'argentin',
  CL: 'chile',
  CU: 'cuba',
  BE: 'belgi|brussels',
  GA: 'gabon',
};

/** Chinese spellings of companies that are also common words. They prove nothing about a name. */
export const commonChineseWords: ReadonlySet<string> = new Set(
  '界面 电厂 亿欧 字节 荣耀 蚂蚁 地平线 夸克 元宝 灵光 含光 阶跃 暗涌 奔驰 超级智能实验室 安全超级智能 技术创新研究院 太空探索'.split(
    ' ',
  ),
);

/** Characters that transliterate the beginning of a foreign name, by the Latin letters that they stand for. */
export const firstSounds: Readonly<Record<string, string>> = {
  a: '阿艾爱安奥埃亚昂恩雅厄哈',
  b: '巴白班邦鲍贝本比彼宾波博伯布拜勃柏毕碧冰别保芭蓓',
  c: '卡凯坎考科克库肯康查切奇乔塞西辛希瑟瑞夏沙谢赛策曹陈程柴古可基吉昆契茨楚钱崔',
  d: '达戴丹道德邓迪蒂丁东多杜顿代登黛狄迭敦当邸丢唐',
  e: '埃艾爱伊厄恩尤英叶以于',
  f: '法费范芬菲福弗芳方佛富冯凡斐',
  g: '加盖甘高格哥根古戈贡乔吉杰盖噶冈圭果葛郭戛热日',
  h: '哈海汉豪赫亨希胡霍惠何黑洪休享怀',
  i: '伊因英艾爱以尹',
  j: '贾杰简吉乔朱约珍詹焦茱胡哈何扬雅亚金姬江蒋基尤赫',
  k: '卡凯坎考科克库肯康基金柯吉奇喀昆孔可加尼',
  l: '拉莱兰劳勒雷里利林洛罗卢路伦刘李吕莉琳露丽列柳梁龙莲',
  m: '马麦曼毛梅门米明莫穆默玛迈蒙密摩缪姆芒孟美',
  n: '纳奈南瑙内尼宁诺努妮娜涅牛纽楠',
  o: '奥欧沃翁厄',
  p: '帕派潘庞佩彭皮平珀普波保彼朴佛菲裴宝',
  q: '奎昆库钱秦奇',
  r: '拉莱兰劳雷里利林罗洛鲁伦赖瑞理朗路卢龙荣萝',
  s: '萨塞桑索斯苏沙谢施史斯西辛希赛圣山夏肖瑟舍什舒司孙桑森申尚绍',
  t: '塔泰坦陶特滕蒂廷汤图托泽特提田托屠塞西铁丁唐',
  u: '乌尤于厄',
  v: '瓦韦维沃万范文弗凡费威薇',
  w: '瓦韦维沃万伍威怀温惠文华魏吴王胡',
  x: '谢许徐席肖泽夏',
  y: '亚雅耶约尤扬叶伊于杨姚因燕',
  z: '扎泽佐祖张周赵曾兹朱扎',
};

/** Frequent characters that are written only in traditional Chinese. */
export const traditionalOnly =
  '這個們來時會對說國學發點與業為嗎應該實現關機構訓練據處開數語長門問間聞車輛電腦視頻網絡經濟歐華價錢買賣進選還將過動務區醫藥飛雲產創億萬報導師傳輸僅暫態軟體訊號裡裏條標準備註結論議題組織總統計劃畫書寫讀聽見觀優勢難簡單複雜雙邊緣線帶領遊戲種類頁麵歷曆記錄錯誤檢測試驗證認識稱讚貨幣費額貸資農軍隊戰爭場陸陽陰隨險離雞靜響頂項順須預頗顏願顧風飯館駕駛騰驅魚鳥麗黃齊龍龜亞亂倫偉側債傷傾儀儘償兒內兩冊凍凱別剛剝劇劍劑勁勝勞勳勵勸匯協卻廠厭厲參員啟喚喪喬嚇嚴囑團園圍圖圓聖執堅塊墊墮墳壓壞壟壯聲壽夢夠奪奮婦媽嬰孫寧審寬寶專尋屆屍層屬岡島峽崗嶺帥帳幫幹幾庫廁廂廈廚廣廟廢張強彈彌彎彙從復徹恆恥悅惡惱愛慣慮憂憤憲憶懷懶懸戀戶拋捨掃掛採揚換損搖搶摯撐撥撫撲擁擇擊擋擬擴擺擾攝攜敗敵斂斃斬斷舊晉晝暈曉曬東極槍樂樓樣樹橋橫檔權歡歲歸殘殺殼毀氣漢沒況淚淨淺減湯溝溫滅滾滿漁漲漸潔潛潤澤濃濕灣烏無煉煙煩熱燈燒營爐爺爾牆狀獨獲獵獎環瑪異療癒盜盡監盤眾睜確碼礙礦禍禪積穩窮競筆築節範籌籤籠粵糧糾紀純紅紋納級細終絕維綱緊緒編緩縣縮績繞繪繼續罰羅義習聯聰職肅腎脈脫膚膽臉臨舉艙艦艱藝莊萊葉蓋蓮蔣蔥薩藍蘇蘭虛虧蝕蟲術衛衝裝製襲覺覽觸訂討託訪設許訴診詐評詞詩話詳誇誌誘誠調談請諮諸諾謀謊謝譜譯譽變讓豐貓貝負財貢貧貪貫責貴貼貿賀賊賓賜賞賠賢質賭購賽贈贏趕趙趨躍軌軸較載輔輕輝輪輯轉轟辦辭遞遠適遲遷遺郵鄉鄧鄭釋針釣鈔銀銅銷鋒鋼鍋鍵鎖鎮鏈鏡鐘鐵鑑鑽閃閉閒閱闆闊闢陣陳階際隱';

/** Cities, states and parts of the world that headlines name. */
export const places: readonly WordPair[] = (
  [
    ['马里兰', 'maryland'],
    ['康涅狄格', 'connecticut'],
    ['卡罗来纳', 'carolina'],
    ['犹他', 'utah'],
    ['爱荷华|艾奥瓦', 'iowa'],
    ['堪萨斯', 'kansas'],
    ['密苏里', 'missouri'],
    ['肯塔基', 'kentucky'],
    ['阿拉巴马|亚拉巴马', 'alabama'],
    ['密西西比', 'mississippi'],
    ['俄克拉荷马', 'oklahoma'],
    ['阿肯色', 'arkansas'],
    ['内布拉斯加', 'nebraska'],
    ['爱达荷', 'idaho'],
    ['蒙大拿', 'montana'],
    ['佛蒙特', 'vermont'],
    ['特拉华', 'delaware'],
    ['华盛顿', 'washington|white house|congress|d\\.?c\\.?'],
    ['达特茅斯|普渡|杜克|哥伦比亚大学', 'dartmouth|purdue|duke|columbia'],
    ['东京', 'tokyo'],
    ['大阪', 'osaka'],
    ['洛杉矶', 'los angeles|l\\.?a\\.?'],
    ['西雅图', 'seattle'],
    ['芝加哥', 'chicago'],
    ['波士顿', 'boston'],
    ['休斯顿', 'houston'],
    ['迈阿密', 'miami'],
    ['奥斯汀', 'austin'],
    ['达拉斯', 'dallas'],
    ['亚特兰大', 'atlanta'],
    ['丹佛', 'denver'],
    ['凤凰城', 'phoenix'],
    ['拉斯维加斯', 'las vegas|vegas'],
    ['圣莫尼卡', 'santa monica'],
    ['圣何塞', 'san jose'],
    ['圣地亚哥', 'san diego|santiago'],
    ['费城', 'philadelphia'],
    ['底特律', 'detroit'],
    ['纳什维尔', 'nashville'],
    ['曼哈顿', 'manhattan'],
    ['布鲁克林', 'brooklyn'],
    ['好莱坞', 'hollywood'],
    ['华尔街', 'wall street|wsj'],
    ['佛罗里达', 'florida'],
    ['俄亥俄', 'ohio'],
    ['乔治亚', 'georgia'],
    ['科罗拉多', 'colorado'],
    ['伊利诺伊', 'illinois'],
    ['密歇根', 'michigan'],
    ['内华达', 'nevada'],
    ['亚利桑那', 'arizona'],
    ['弗吉尼亚', 'virginia'],
    ['宾夕法尼亚', 'pennsylvania'],
    ['夏威夷', 'hawaii'],
    ['田纳西', 'tennessee'],
    ['路易斯安那', 'louisiana'],
    ['俄勒冈', 'oregon'],
    ['明尼苏达', 'minnesota'],
    ['威斯康星', 'wisconsin'],
    ['印第安纳', 'indiana'],
    ['新泽西', 'new jersey'],
    ['马萨诸塞', 'massachusetts|mass'],
    ['阿拉斯加', 'alaska'],
    ['伦敦', 'london'],
    ['巴黎', 'paris|french'],
    ['柏林', 'berlin'],
    ['慕尼黑', 'munich'],
    ['苏黎世', 'zurich'],
    ['日内瓦', 'geneva'],
    ['马德里', 'madrid'],
    ['巴塞罗那', 'barcelona'],
    ['米兰', 'milan'],
    ['罗马', 'rom(?:e|an)'],
    ['维也纳', 'vienna'],
    ['阿姆斯特丹', 'amsterdam'],
    ['布鲁塞尔', 'brussels'],
    ['斯德哥尔摩', 'stockholm'],
    ['哥本哈根', 'copenhagen'],
    ['赫尔辛基', 'helsinki'],
    ['都柏林', 'dublin'],
    ['莫斯科', 'moscow'],
    ['基辅', 'kyiv|kiev'],
    ['华沙', 'warsaw'],
    ['首尔', 'seoul'],
    ['班加罗尔', 'bangalore|bengaluru'],
    ['孟买', 'mumbai'],
    ['新德里', 'delhi'],
    ['悉尼', 'sydney'],
    ['墨尔本', 'melbourne'],
    ['多伦多', 'toronto'],
    ['温哥华', 'vancouver'],
    ['蒙特利尔', 'montr'],
    ['迪拜', 'dubai'],
    ['阿布扎比', 'abu dhabi'],
    ['利雅得', 'riyadh'],
    ['特拉维夫', 'tel aviv'],
    ['开罗', 'cairo'],
    ['内罗毕', 'nairobi'],
    ['雅加达', 'jakarta'],
    ['曼谷', 'bangkok'],
    ['河内', 'hanoi'],
    ['马尼拉', 'manila'],
    ['吉隆坡', 'kuala'],
    ['台北', 'taipei'],
    ['北京', 'beijing|peking|chin'],
    ['上海', 'shanghai'],
    ['深圳', 'shenzhen'],
    ['杭州', 'hangzhou'],
    ['广州', 'guangzhou|canton'],
    ['成都', 'chengdu'],
    ['武汉', 'wuhan'],
    ['南京', 'nanjing'],
    ['重庆', 'chongqing'],
    ['苏州', 'suzhou'],
    ['合肥', 'hefei'],
    ['天津', 'tianjin'],
    ['西安', 'xi.an'],
    ['欧洲', 'europe|eu$'],
    ['亚洲', 'asia'],
    ['非洲', 'africa|mena'],
    ['拉丁美洲', 'latin america'],
    ['中东', 'middle east|mena|gulf'],
    ['东南亚', 'southeast asia|asia'],
    ['亚太', 'asia|apac'],
    ['北欧', 'nordic|scandinav|northern europ'],
  ] as const
).map(pair);

/** Initials that a Chinese title may put into words (大语言模型 for LLM). Other initials it has to keep. */
export const wordyInitials: ReadonlySet<string> = new Set(
  'AI AGI ASI LLM LLMS CEO CFO CTO COO CIO ARR NHS IRS GOP DHS DOD DOE DOT EPA ICE NYPD LAPD NATO API APIS GPU GPUS CPU CPUS RAM IPO USA MENA VPN FAQ DIY PDF CSV SQL DNA RNA STEM SME SMES TTS ASR OCR NLP SDK IDE CLI NEW HOW WHY THE AND FOR ALL NOW OUT NOT YOU ARE CAN'.split(
    ' ',
  ),
);

/** Chinese words that deny by ending something: they keep a negation unless the source itself ends something. */
export const endingInChinese = '停止|停用|放弃|取消|终止|失去|缺';
export const endingInEnglish = 'stop|halt|quit|giv|cancel|end$|ends|ending|abandon|los|lack|short|miss|paus|drop';
