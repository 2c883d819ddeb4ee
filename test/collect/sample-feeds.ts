/** Invented feeds, one for each kind that the readers treat differently. Seeds of the fuzz test, too. */
export const sampleFeeds: Readonly<Record<string, string>> = {
  rss: `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:atom="http://www.w3.org/2005/Atom" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel>
  <title>Lantern Lab &amp; Friends</title>
  <link>https://lantern.example/</link>
  <atom:link href="https://lantern.example/feed.xml" rel="self" type="application/rss+xml"/>
  <language>en-GB</language>
  <ttl>90</ttl>
  <item>
    <title>Lantern 3 reads maps</title>
    <link>https://lantern.example/news/maps?utm_source=rss</link>
    <guid isPermaLink="false">lantern-17</guid>
    <pubDate>Sat, 31 Jan 2026 08:30:00 +0800</pubDate>
    <dc:creator>Ada Birch</dc:creator>
    <description><![CDATA[<p>The model reads <b>maps</b>&nbsp;&amp; plans.</p><p>It is small.</p><script>track()</script>]]></description>
    <content:encoded><![CDATA[<p>Much longer.</p>]]></content:encoded>
    <comments>https://lantern.example/news/maps#comments</comments>
    <slash:comments>12</slash:comments>
    <enclosure url="https://lantern.example/map.png" type="image/png" length="1"/>
  </item>
  <item>
    <title>灯塔实验室发布小模型</title>
    <link>https://lantern.example/news/small</link>
    <pubDate>Fri, 30 Jan 2026</pubDate>
    <description>它只有 2&#x4EBF; 参数。</description>
  </item>
</channel>
</rss>`,
  atom: `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://kite.example/blog/">
  <title type="html">Kite &amp;amp; Co</title>
  <link rel="self" href="feed.atom"/>
  <link rel="alternate" href="./"/>
  <updated>2026-01-30T10:00:00Z</updated>
  <entry>
    <id>tag:kite.example,2026:1</id>
    <title type="html">Kites &lt;em&gt;fly&lt;/em&gt; higher</title>
    <link rel="enclosure" type="audio/mpeg" href="talk.mp3"/>
    <link rel="alternate" href="kites-fly"/>
    <published>2026-01-29T22:15:00-05:00</published>
    <updated>2026-01-30T10:00:00Z</updated>
    <author><name>Bo Lin</name></author>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <b>bold</b> step &amp; a <i>small</i> one.</div></content>
  </entry>
</feed>`,
  rdf: `<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://mill.example/"><title>Mill</title><link>https://mill.example/</link></channel>
  <item rdf:about="https://mill.example/1"><title>Grain prices</title><link>https://mill.example/1</link><dc:date>2026-01-28T09:00+01:00</dc:date></item>
</rdf:RDF>`,
  json: JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Quarry Notes',
    home_page_url: 'https://quarry.example/',
    language: 'en',
    items: [
      {
        id: 41,
        url: '/stone',
        title: 'Stone',
        content_html: '<p>Hard &amp; old</p>',
        date_published: '2026-01-27T08:00:00Z',
        authors: [{ name: 'Cy' }],
        image: 'stone.jpg',
      },
      { id: 'b', title: null, content_text: 'Only text <here>', date_published: 17 },
    ],
  }),
  homemade: `<rss><channel><title>Old  Board</title>
<item><title>Tea & cakes &nbsp; for <b>all</b></title><link></link><guid>https://board.example/7</guid><description>Bring a friend<br>and a cup <i>please</i></description></item>
<item><title>No date here</title><link>/8</link></item></channel></rss>`,
  media: `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>Channel Nine</title>
<entry><id>v:9</id><title>How bridges sing</title><link rel="alternate" href="https://video.example/watch?v=9"/><published>2026-01-26T00:00:00+00:00</published>
<media:group><media:title>How bridges sing</media:title><media:thumbnail url="https://video.example/9.jpg"/><media:description>Wind, wires and a song.</media:description></media:group></entry></feed>`,
};
