import { getTranslations } from 'next-intl/server'
import { Section } from '#components/ui/section.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { readWordings } from '#domain/consent/wording/read-wordings.ts'
import { wordingName } from '#domain/consent/wording/wordings.ts'
import type { Draft } from '#domain/policy/drafts/read-draft.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { policyPath, wordingPath } from './draft-texts.ts'

/** Purposes and topics with the words that people agree to, and what the draft does to them. */
export async function DraftWordings({ ctx, draft }: { ctx: StaffContext; draft: Draft }) {
  const { locale } = ctx
  const t = await getTranslations('policyDraft.wordings')
  const mayEdit = isAllowed(ctx.actor, 'policy-drafts.edit') && draft.facts.status === 'draft'
  const { wordings } = draft.facts
  const inForce = await readWordings(ctx)
  const shown = [...inForce, ...wordings.filter(({ change }) => change === 'add')]
  const row = (one: (typeof shown)[number]) => {
    const name = wordingName(one)
    const written = wordings.find((changed) => wordingName(changed) === name)
    const title = written?.texts[locale].title || one.texts[locale].title || name
    return (
      <li key={name} className="break-inside-avoid border-t border-rule py-1">
        <a className="inline-flex min-h-10 items-center" href={wordingPath(locale, name)}>
          {title}
        </a>
        {written ? (
          <span className="ml-2 text-small font-semibold">
            {t(written.change === 'edit' ? 'changed' : written.change === 'add' ? 'added' : 'retired')}
          </span>
        ) : null}
      </li>
    )
  }
  return (
    <Section id="wordings" title={t('title')} note={t('note')}>
      <h3 className="mb-1.5 font-ui text-body tracking-normal">{t('purposes')}</h3>
      <ul className="gap-x-8 sm:columns-2">{shown.filter(({ topic }) => topic === '').map(row)}</ul>
      <h3 className="mt-6 mb-1.5 font-ui text-body tracking-normal">{t('topics')}</h3>
      <ul className="gap-x-8 sm:columns-2">{shown.filter(({ topic }) => topic !== '').map(row)}</ul>
      {mayEdit ? (
        <p className="mt-2">
          <a
            className="mr-6 inline-flex min-h-10 items-center"
            href={policyPath(locale, '/wording/add-purpose')}
          >
            {t('addPurpose')}
          </a>
          <a className="inline-flex min-h-10 items-center" href={policyPath(locale, '/wording/add')}>
            {t('add')}
          </a>
        </p>
      ) : null}
    </Section>
  )
}
