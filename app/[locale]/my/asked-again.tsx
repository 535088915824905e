import { getTranslations } from 'next-intl/server'
import { Notice } from '#components/ui/notice.tsx'
import { readAskedAgain } from '#domain/consent/changed/read-asked-again.ts'
import { decidePath } from '#domain/consent/rules/catalogue.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { listVersions } from '#domain/policy/versions/read-policy.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import type { SubjectContext } from '../../_server/session/request-context.ts'
import { comparePath } from '../policy/compare-path.ts'

/** What a new version of the policy has switched off, for thirty days: it asks and stops nobody. */
export async function AskedAgain({ ctx }: { ctx: SubjectContext }) {
  const { locale } = ctx
  const asked = await readAskedAgain(ctx, ctx.actor.subjectId)
  const [first] = asked
  if (!first) return null
  const t = await getTranslations('my.askedAgain')
  const titles = await readChoiceTitles(ctx, locale)
  const newest = Math.max(...asked.map(({ policyVersion }) => policyVersion))
  const before = (await listVersions(ctx, locale)).find(({ version }) => version < newest)?.version
  return (
    <Notice tone="due" word={t('title', { count: asked.length })} className="mb-8">
      <p>{t('text', { list: asked.map((choice) => choiceTitle(locale, choice, titles)).join('; ') })}</p>
      <p className="mt-1 flex flex-wrap gap-x-6">
        <a
          className="inline-flex min-h-11 items-center font-semibold"
          href={`/${locale}${decidePath(first)}`}
        >
          {t('decide')}
        </a>
        {before === undefined ? null : (
          <a className="inline-flex min-h-11 items-center" href={comparePath(locale, before, newest)}>
            {t('see')}
          </a>
        )}
      </p>
    </Notice>
  )
}
