import { Feed } from 'feed'
import type { Context } from '#domain/access/context.ts'
import { listVersions } from '#domain/policy/versions/read-policy.ts'
import { locales } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { escapeHtml } from '#platform/escape-html.ts'

/** Every published version as an Atom feed, with what changed in three languages. Throws `Denied`. */
export async function policyFeed(ctx: Context): Promise<string> {
  const { APP_URL } = ctx.services.env
  const t = translator(ctx.locale, 'policy')
  const inLanguages = await Promise.all(
    locales.map(async (locale) => ({ locale, versions: await listVersions(ctx, locale) })),
  )
  const versions = inLanguages.find(({ locale }) => locale === ctx.locale)?.versions ?? []
  const dateOf = (at: string | null) => new Date(at ?? 0)
  const feed = new Feed({
    id: `${APP_URL}/policy.atom`,
    title: `${t('title')} · ${t('site')}`,
    language: ctx.locale,
    link: `${APP_URL}/policy/versions`,
    feedLinks: { atom: `${APP_URL}/policy.atom` },
    copyright: '',
    updated: dateOf(versions[0]?.publishedAt ?? null),
    author: { name: t('site') },
  })
  for (const { version, publishedAt } of versions) {
    const summaries = inLanguages.map(({ locale, versions: those }) => {
      const summary = those.find((one) => one.version === version)?.summary ?? ''
      return `<p lang="${locale}">${escapeHtml(summary)}</p>`
    })
    feed.addItem({
      id: `${APP_URL}/policy/versions/${version}`,
      title: t('version', { version: String(version) }),
      link: `${APP_URL}/policy/versions/${version}`,
      date: dateOf(publishedAt),
      published: dateOf(publishedAt),
      content: summaries.join('\n'),
    })
  }
  return feed.atom1()
}
