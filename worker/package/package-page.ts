import { dataCategories } from '#db/schema/fulfilment-codes.ts'
import { contactFile, contactOwner } from '#domain/fulfilment/package-content/contact-card.ts'
import { isAboutLearning, learningFile } from '#domain/fulfilment/package-content/learning-statements.ts'
import { badgeOf, badgePath } from '#domain/fulfilment/package-content/open-badges.ts'
import { signatureNamespace, signerName } from '#domain/fulfilment/package-content/package-manifest.ts'
import {
  type OwnRecord,
  type PackageItemView,
  type PackageTexts,
  type PackageView,
  shownOnPage,
} from '#domain/fulfilment/package-content/package-view.ts'
import type { MapField, MapItem } from '#domain/fulfilment/rules/data-map.ts'
import { partFileName } from '#domain/fulfilment/rules/package-parts.ts'
import type { DataCategory } from '#domain/fulfilment/rules/source.ts'
import { itemFacts, simpleInWords, structureInWords } from '#i18n/data-facts.ts'
import { fieldTitle, itemTitle } from '#i18n/data-map-texts.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { escapeHtml } from '#platform/escape-html.ts'
import { packageScript, packageScriptHash } from './package-script.ts'
import { packageStyle } from './package-style.ts'

export const packageTexts: PackageTexts = {
  itemTitle,
  fieldTitle,
  categoryTitle: (locale, category) => messages[locale].dataMap.categories[category],
  filesTitle: (locale) => translator(locale, 'dataPackage')('file.attached'),
  certificate: (locale, { number, course }) => {
    const t = translator(locale, 'dataPackage')
    return {
      name: t('file.badge.name', { course }),
      description: number === null ? t('file.badge.issued') : t('file.badge.issuedNumber', { number }),
      criteria: t('file.badge.criteria'),
      score: t('file.badge.score'),
    }
  },
  page,
}

/** `index.html`: readable without a network and without a script, which only checks the files. */
async function* page(view: PackageView): AsyncGenerator<string> {
  const { locale, operator } = view
  const t = translator(locale, 'dataPackage')
  const time = longMoment(locale, view.madeAt)
  yield `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${packageScriptHash}'">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(t('file.title'))}</title>
<style>${packageStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(t('file.title'))}</h1>
<p class="lead">${escapeHtml(t('file.lead', { reference: view.reference, time }))}</p>
${operator.sample ? `<p class="sample">${escapeHtml(t('file.sample'))}</p>` : ''}
${choice(view)}
${division(view)}
${facts([
  { term: t('file.operator'), value: `${operator.name[locale]}, ${operator.bin}` },
  { term: t('file.contact'), value: operator.email },
])}
</header>
<main>
${contents(view)}
`
  for (const shown of view.items) if (shown.state !== 'not-chosen') yield* section(view, shown)
  yield `<section><h2>${escapeHtml(t('file.check'))}</h2>
${selfCheck(view)}
<p>${escapeHtml(t('file.checkText'))}</p>
<pre>sha256sum -c SHA256SUMS
ssh-keygen -Y verify -f allowed_signers -I ${signerName} -n ${signatureNamespace} -s SHA256SUMS.sig &lt; SHA256SUMS</pre>
<p>${escapeHtml(t('file.checkKey', { fingerprint: view.fingerprint, url: view.keysUrl }))}</p>
</section>
</main>
<script>${packageScript}</script>
</body>
</html>
`
}

/** Shown by the script: without it there is nothing to press. */
function selfCheck({ locale, publicKey }: PackageView): string {
  const { choose, intro, ...texts } = messages[locale].dataPackage.file.selfCheck
  const data = escapeHtml(JSON.stringify(texts))
  return `<div id="self-check" hidden data-key="${escapeHtml(publicKey)}" data-texts="${data}">
<p>${escapeHtml(intro)}</p>
<p><label>${escapeHtml(choose)} <input type="file" webkitdirectory multiple></label></p>
<output></output>
</div>`
}

/** What the person left out by their own choice. */
function choice({ locale, categories }: PackageView): string {
  if (categories === null) return ''
  const t = translator(locale, 'dataPackage')
  const names = (of: readonly DataCategory[]) =>
    of.map((one) => messages[locale].dataMap.categories[one]).join('; ')
  const others = dataCategories.filter((one) => !categories.includes(one))
  return `<p>${escapeHtml(t('file.chosen', { chosen: names(categories), others: names(others) }))}</p>`
}

/** Which archive of a large copy this is, and what the others are called. */
function division({ locale, reference, part, parts }: PackageView): string {
  if (parts === 1) return ''
  const t = translator(locale, 'dataPackage')
  const others = Array.from({ length: parts }, (_, index) => index + 1).filter((one) => one !== part)
  const names = others.map((one) => partFileName(reference, one, parts)).join('; ')
  return `<p>${escapeHtml(t('file.part', { part, parts, others: names }))}</p>`
}

/** Where the records are that this archive does not have. */
function otherParts(view: PackageView, shown: PackageItemView): string | null {
  const { locale, reference, part, parts } = view
  const t = translator(locale, 'dataPackage')
  const others = shown.parts.filter((one) => one !== part)
  const names = others.map((one) => partFileName(reference, one, parts)).join('; ')
  if (names === '') return null
  const { span, records: count } = shown
  return span
    ? t('file.span', { first: span.from + 1, last: span.to, count, names })
    : t('file.elsewhere', { names })
}

function contents({ locale, items }: PackageView): string {
  const t = translator(locale, 'dataPackage')
  const lines = items.map((shown) => {
    const title = escapeHtml(itemTitle(locale, shown.item))
    const name = shown.parts.length > 0 ? `<a href="#${escapeHtml(shown.item.id)}">${title}</a>` : title
    return `<li><span>${name}</span> <span class="soft">${escapeHtml(stateOf(locale, shown))}</span></li>`
  })
  return `<nav aria-labelledby="contents"><h2 id="contents">${escapeHtml(t('file.contents'))}</h2>
<p>${escapeHtml(t('file.contentsNote'))}</p>
<ul>${lines.join('\n')}</ul></nav>
`
}

function stateOf(locale: Locale, { state, records }: PackageItemView): string {
  const t = translator(locale, 'dataPackage')
  return state === 'included' ? t('file.records', { count: records }) : t(`file.states.${state}`)
}

async function* section(view: PackageView, shown: PackageItemView): AsyncGenerator<string> {
  const { locale, card, learner, titles } = view
  const t = translator(locale, 'dataPackage')
  const { item, withheld, note, files } = shown
  const elsewhere = otherParts(view, shown)
  const missing = withheld.map((field) => fieldTitle(locale, field)).join(', ')
  yield `<section id="${escapeHtml(item.id)}"><h2>${escapeHtml(itemTitle(locale, item))}</h2>
<p class="soft">${escapeHtml(stateOf(locale, shown))}${note === null ? '' : `: ${escapeHtml(note)}`}</p>
${elsewhere === null ? '' : `<p>${escapeHtml(elsewhere)}</p>`}
${withheld.length > 0 && files ? `<p class="soft">${escapeHtml(t('file.withheld', { fields: missing }))}</p>` : ''}
<details><summary>${escapeHtml(messages[locale].ownData.about)}</summary>${facts(itemFacts({ locale, titles }, item, shown.facts))}</details>
`
  if (files) {
    const links = [
      link(files.csv, t('file.table')),
      link(files.json, t('file.program')),
      link(files.schema, t('file.schema')),
      ...(card !== null && item.id === contactOwner ? [link(contactFile, t('file.card'))] : []),
      ...(learner !== null && isAboutLearning(shown) ? [link(learningFile, t('file.statements'))] : []),
    ]
    yield `<p class="files">${links.join(' ')}</p>
<ol>
`
    let count = 0
    for await (const record of shown.read()) {
      if (count === shownOnPage) break
      count += 1
      const isBadge = badgeOf(item, record, view, packageTexts) !== null
      const badge = isBadge ? link(badgePath(item, record), t('file.badge.file')) : ''
      yield `<li>${fields({ locale, titles }, item, record)}${badge && `<p class="files">${badge}</p>`}</li>\n`
    }
    yield '</ol>\n'
    const here = shown.span ? shown.span.to - shown.span.from : shown.records
    if (here > shownOnPage) yield `<p>${escapeHtml(t('file.first', { count: shownOnPage }))}</p>\n`
  }
  yield '</section>\n'
}

type Reader = Pick<PackageView, 'locale' | 'titles'>

function fields(reader: Reader, item: MapItem, record: OwnRecord): string {
  const { locale } = reader
  const t = translator(locale, 'dataPackage')
  return facts(
    item.fields.flatMap((field) => {
      const value = record[field.column]
      // What is withheld is absent; files are in a folder of their own.
      if (value === undefined || field.kind === 'file') return []
      const isEmpty = value === null || value === ''
      const text = isEmpty ? t('file.none') : inWords(reader, item, field, value)
      return [{ term: fieldTitle(locale, field), value: text, quiet: isEmpty }]
    }),
  )
}

function inWords(reader: Reader, item: MapItem, field: MapField, value: string | number | boolean | object) {
  if (typeof value !== 'object') return simpleInWords(reader, item, field, value)
  const shown = structureInWords(reader, item, field, value)
  return shown.technical ?? shown.value
}

const facts = (all: readonly { term: string; value: string; quiet?: boolean }[]) =>
  `<dl>${all
    .map(
      ({ term, value, quiet }) =>
        `<div><dt>${escapeHtml(term)}</dt><dd${quiet ? ' class="soft"' : ''}>${escapeHtml(value)}</dd></div>`,
    )
    .join('')}</dl>`

/** A link to a file beside the page: its path is Unicode, its address is not. */
const link = (path: string, text: string) =>
  `<a href="${escapeHtml(path.split('/').map(encodeURIComponent).join('/'))}">${escapeHtml(text)}</a>`
