/**
 * Parts of an address that only track, as data. Sources: ClearURLs' rules
 * (https://docs.clearurls.xyz/latest/specs/rules/), AdGuard's filter 17
 * (https://github.com/AdguardTeam/AdguardFilters), Miniflux' urlcleaner (https://github.com/miniflux/v2), and addresses
 * from feeds of Chinese sites, for which no common list exists.
 */

/** Families of names. */
export const trackingPrefixes: readonly string[] =
  'utm_ utm- mtm_ pk_ piwik_ matomo_ hsa_ vero_ oly_ _hs mkt_ ns_ share_ sharer_ spm_ itm_ fb_ ga_ guce_'.split(' ');

/** Families whose names also mean other things: they count as tracking only beside one of the signs. */
export const signedFamilies: readonly { readonly prefix: string; readonly sign: RegExp }[] = [
  // Piano Analytics (BBC): ?at_medium=RSS&at_campaign=rss, but ?at_page=2 is a page.
  { prefix: 'at_', sign: /(?:^|&)at_(?:medium|campaign|campaign_type|ptr_name|objective|creation)=/ },
  // Adobe: ?sc_channel=…&sc_campaign=…
  { prefix: 'sc_', sign: /(?:^|&)sc_(?:channel|campaign|src)=/ },
];

/** Names that mean tracking on any host. */
export const trackingNames: ReadonlySet<string> = new Set(
  // Advertising and mail: click and campaign ids.
  (
    'fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh mc_cid mc_eid mkt_tok ' +
    '_openstat cvid oicd wickedid rb_clickid s_cid cmpid cmp ncid icid __twitter_impression _branch_match_id ' +
    '_ga _gl _ke __s ss_email_id ss_campaign_id srsltid epik li_fat_id sccid irclickid irgwc algo_pvid ' +
    'ml_subscriber ml_subscriber_hash bxid esrc elqtrackid elqtrack campaign_id campaignid xtor echobox ' +
    'ref_src ref_url referrer referer sref smid smtyp taid ftag soc_src soc_trk guccounter ' +
    'tracking_source feature_share app_share rss rssfeed ' +
    // China: Alibaba, Tencent, Baidu, ByteDance, Zhihu and what share buttons add.
    'spm spmid scm vd_source share_token sharetoken nsukey isappinstalled wechat_realtype wfr bdpage ' +
    'from_source from_spmid sharefrom share_from clicktime enterid chksm weixin_share xhsshare appuid apptime ' +
    'timestamp_share utm abtest_id sessionid_share fromuid ivk_sa ivk_from ivk tdsourcetag wzfrom tt_from ' +
    'hmsr hmpl hmcu hmkw hmci bd_vid qz_gdt gdt_vid'
  ).split(' '),
);

/** These name the channel by which a reader came, if their value is one of `channelValues`. */
export const channelNames: ReadonlySet<string> = new Set(
  'f fr from frm source src ref via partner medium refer referral'.split(' '),
);
export const channelValues =
  /^(?:newsletter|email|twitter|x|facebook|linkedin|reddit|hackernews|hn|producthunt|weixin|wechat|weibo|timeline|groupmessage|singlemessage|qq|share|app|wap|pc|index|social|tldr)(?:$|[._\-+%])|^(?:[\w-]+\.)+(?:com|org|net|io|ai|cn|dev|co)$/i;

/** These too, if their value names a feed: `?mod=rss_Technology`, `?source=rss----1a2b`. */
export const feedNames: ReadonlySet<string> = new Set([
  ...channelNames,
  ...'mod channel chn cid origin output type_from'.split(' '),
]);
export const feedValues = /^(?:rss|feed|atom)(?:$|[._\-+%\d])|[._-](?:rss|feed)$/i;

/** Names that mean tracking on one site and something else on others. Subdomains included. */
export const hostTracking: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    '36kr.com': 'f',
    '163.com': 'f spss spssid spsw from',
    'amazon.com': 'ref tag pd_rd_w pf_rd_p',
    'baidu.com': 'fr rsv_upd',
    'barrons.com': 'mod',
    'bilibili.com': 'spm_id_from seid buvid plat_id mid unique_k bbid ts',
    'bloomberg.com': 'srnd leadsource',
    'cls.cn': 'os sv app',
    'cnbeta.com.tw': 'ref',
    'cnn.com': 'iid',
    'csdn.net': 'depth_1 request_id biz_id ops_request_misc',
    'economist.com': 'fsrc',
    'forbes.com': 'sh ss',
    'ft.com': 'accesstoken sharetype segmentid',
    'github.com': 'email_source email_token',
    'huxiu.com': 'f',
    'ifeng.com': 'channel srctype',
    'ithome.com': 'ref',
    'jiqizhixin.com': 'from',
    'linkedin.com': 'trk refid trackingid lipi',
    'marketwatch.com': 'mod',
    'medium.com': 'source sk gi',
    'nytimes.com': 'partner emc smid rref unlocked_article_code',
    'qq.com': 'scene sessionid clicktime enterid ascene devicetype version lang pass_ticket winzoom subscene',
    'reddit.com': 'rdt share_id context',
    'reuters.com': 'il feedtype feedname rpc',
    'scmp.com': 'module pgtype',
    'sina.cn': 'vt wm cid',
    'sina.com.cn': 'cre mod loc r rfunc tj tr wm',
    'sohu.com': 'pvid',
    'substack.com': 'r s triedredirect publication_id post_id isfreemail',
    'technologyreview.com': 'truid',
    'theverge.com': 'ref',
    'toutiao.com': 'app category_new tt_from use_new_style req_id group_id timestamp',
    'twitter.com': 's t ref_src',
    'weibo.com': 'luicode lfid wm featurecode refer_flag',
    'wired.com': 'mbid',
    'wsj.com': 'mod reflink st',
    'x.com': 's t',
    'xiaohongshu.com': 'xsec_source xhsshare apptime appuid',
    'youtu.be': 'si feature t_share pp',
    'youtube.com': 'si feature pp ab_channel',
    'zhihu.com': 'scene utm_id share_code',
  }).map(([host, names]) => [host, new Set(names.split(' '))]),
);

/** Pages that are identified by these parameters only; by host, or by host and path. */
export const documentParameters: ReadonlyMap<string, readonly string[]> = new Map([
  ['mp.weixin.qq.com/s', ['__biz', 'mid', 'idx', 'sn']],
  ['youtube.com/watch', ['v']],
  ['news.ycombinator.com/item', ['id']],
]);

/** Anchors that only name a place in a page or track; they do not identify a document. */
export const anchorsWithoutMeaning =
  /^(?:|rd|wechat_redirect|comments?|respond|disqus_thread|comment-\d+|top|content|main|more(?:-\d+)?|reply\d*|discuss|rssowlmlink|(?:utm_|xtor=|ref=|echobox=|ftag=|intcid=|intpromo=|sr=|at_|mbid=|cid=|:~:text=).*)$/i;

/** Addresses that hold their target in a parameter. */
export const redirectors: ReadonlyMap<
  string,
  readonly { readonly path: RegExp; readonly parameters: readonly string[] }[]
> = new Map(
  Object.entries({
    'google.com': [{ path: /^\/(?:url|news\/url)$/, parameters: ['url', 'q'] }],
    'bing.com': [{ path: /^\/news\/apiclick\.aspx$/, parameters: ['url'] }],
    'duckduckgo.com': [{ path: /^\/l\/?$/, parameters: ['uddg'] }],
    'facebook.com': [{ path: /^\/l\.php$/, parameters: ['u'] }],
    'reddit.com': [{ path: /^\/link$/, parameters: ['url'] }],
    'out.reddit.com': [{ path: /^\//, parameters: ['url'] }],
    'youtube.com': [{ path: /^\/redirect$/, parameters: ['q'] }],
    'linkedin.com': [{ path: /^\/redir\/redirect/, parameters: ['url'] }],
    'medium.com': [
      { path: /^\/r\/?$/, parameters: ['url'] },
      { path: /^\/m\/global-identity/, parameters: ['redirectUrl'] },
    ],
    'slack-redir.net': [{ path: /^\/link$/, parameters: ['url'] }],
    't.umblr.com': [{ path: /^\/redirect$/, parameters: ['z'] }],
    'vk.com': [{ path: /^\/away\.php$/, parameters: ['to'] }],
    'steamcommunity.com': [{ path: /^\/linkfilter\/?$/, parameters: ['url', 'u'] }],
    'safelinks.protection.outlook.com': [{ path: /^\//, parameters: ['url'] }],
    'go.redirectingat.com': [{ path: /^\//, parameters: ['url'] }],
    'go.skimresources.com': [{ path: /^\//, parameters: ['url'] }],
    'click.linksynergy.com': [{ path: /^\//, parameters: ['murl'] }],
    'awin1.com': [{ path: /^\//, parameters: ['ued', 'p'] }],
    'exit.sc': [{ path: /^\//, parameters: ['url'] }],
    'link.zhihu.com': [{ path: /^\//, parameters: ['target'] }],
    'link.juejin.cn': [{ path: /^\//, parameters: ['target'] }],
    'link.csdn.net': [{ path: /^\//, parameters: ['target'] }],
    'gitee.com': [{ path: /^\/link$/, parameters: ['target'] }],
    'jianshu.com': [{ path: /^\/go-wild$/, parameters: ['url'] }],
    'link.jianshu.com': [{ path: /^\//, parameters: ['t'] }],
    'oschina.net': [{ path: /^\/action\/GoToLink$/, parameters: ['url'] }],
    'sspai.com': [{ path: /^\/link$/, parameters: ['target'] }],
    'c.pc.qq.com': [{ path: /^\//, parameters: ['pfurl', 'url'] }],
    'mail.qq.com': [{ path: /^\/cgi-bin\/readtemplate$/, parameters: ['gourl'] }],
    'weibo.cn': [{ path: /^\/sinaurl$/, parameters: ['u', 'toasturl'] }],
    'weibo.com': [{ path: /^\/sinaurl$/, parameters: ['u', 'url'] }],
    'douban.com': [{ path: /^\/link2\/?$/, parameters: ['url'] }],
  }),
);
