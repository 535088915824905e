import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Section } from '#components/ui/section.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import type { Draft } from '#domain/policy/drafts/read-draft.ts'
import { longDate } from '#i18n/dates.ts'
import { locales } from '#i18n/locales.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { settleLine } from './actions.ts'
import { draftErrors, signInPath } from './draft-texts.ts'

type Props = { ctx: StaffContext; draft: Draft }

/** The files that a draft was imported from, and the lines of them that have no place yet. */
export async function DraftOrigin({ ctx, draft }: Props) {
  const { locale } = ctx
  const { origin, documentDate, importedFiles } = draft.facts
  const t = await getTranslations('policyDraft')
  if (origin === 'proposal')
    return (
      <Section id="origin" title={t('origin.title')}>
        <p className="max-w-measure">{t('origin.proposal')}</p>
      </Section>
    )
  if (documentDate === null) return null
  const files = locales.flatMap((one) => {
    const file = importedFiles[one]
    return file ? [{ ...file, language: t(`languages.${one}`) }] : []
  })
  return (
    <>
      <Section id="origin" title={t('origin.title')}>
        <p className="mb-4 max-w-measure">{t('origin.import', { date: longDate(locale, documentDate) })}</p>
        <FactList
          facts={files.map(({ language, name, sha256 }) => ({
            term: language,
            value: <span className="break-all">{name}</span>,
            note: (
              <>
                {t('origin.sha')}: <code className="break-all">{sha256}</code>
              </>
            ),
          }))}
        />
        {files.length < locales.length ? <p className="mt-4 max-w-measure">{t('origin.rest')}</p> : null}
      </Section>
      <Unplaced ctx={ctx} draft={draft} />
    </>
  )
}

async function Unplaced({ ctx, draft }: Props) {
  const { locale } = ctx
  const t = await getTranslations('policyDraft')
  const { unplaced, status } = draft.facts
  if (unplaced.length === 0) return null
  const mayEdit = isAllowed(ctx.actor, 'policy-drafts.edit') && status === 'draft'
  return (
    <Section id="unplaced" title={t('unplaced.title')} note={t('unplaced.note')}>
      <ul>
        {unplaced.map((one) => (
          <li
            key={`${one.locale}:${one.line}`}
            className="border-t border-rule py-4 first:border-t-0 first:pt-0"
          >
            <p className="text-small text-soft">
              {t('unplaced.line', { language: t(`languages.${one.locale}`), line: one.line })}
            </p>
            <p lang={one.locale} className="max-w-measure break-words font-read">
              {one.text}
            </p>
            {mayEdit ? (
              <div className="mt-2">
                <PressForm
                  action={settleLine}
                  fields={{ locale: one.locale, line: one.line }}
                  look="plain"
                  words={draftErrors(locale)}
                  texts={{ press: t('unplaced.press'), pressing: t('press.pressing') }}
                  signInPath={signInPath(locale)}
                />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  )
}
