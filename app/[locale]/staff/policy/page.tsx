import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { type Draft, readDraft } from '#domain/policy/drafts/read-draft.ts'
import { listVersions, type VersionEntry } from '#domain/policy/versions/read-policy.ts'
import { longDate } from '#i18n/dates.ts'
import { localeOf } from '../../../_server/session/request-context.ts'
import { type StaffContext, staffContext } from '../../../_server/session/staff-context.ts'
import { beginProposal, beginVersion } from './actions.ts'
import { DraftFactsSection } from './draft-facts.tsx'
import { DraftImpact } from './draft-impact.tsx'
import { DraftLanguages } from './draft-languages.tsx'
import { DraftOrigin } from './draft-origin.tsx'
import { DraftPieces } from './draft-pieces.tsx'
import { DraftState } from './draft-state.tsx'
import { DraftStructure } from './draft-structure.tsx'
import { draftErrors, policyPath, signInPath } from './draft-texts.ts'
import { DraftWordings } from './draft-wordings.tsx'

type Props = {
  params: Promise<{ locale: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

const results = [
  'started',
  'structure',
  'wordings',
  'proposal',
  'settled',
  'facts',
  'language',
  'proposed',
  'approved',
  'back',
  'discarded',
] as const

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'policyDraft' })
  return { title: t('title') }
}

/** The version that is being written, what it still needs, and the versions that are published. */
export default async function PolicyVersions({ params, searchParams }: Props) {
  const locale = localeOf((await params).locale)
  const ctx = await staffContext(locale, policyPath(locale), 'policy-drafts.read')
  const draft = await readDraft(ctx)
  const t = await getTranslations('policyDraft')
  const { done } = await searchParams
  const did = results.find((one) => one === done)
  return (
    <>
      <StaffTitle meta={t('lead')}>{t('title')}</StaffTitle>
      {did ? <Notice id="done" tone="kept" role="status" word={t(`done.${did}`)} className="mb-6" /> : null}
      {draft ? <OpenDraft ctx={ctx} draft={draft} did={did} /> : <NoDraft ctx={ctx} />}
      <Published ctx={ctx} />
    </>
  )
}

function OpenDraft({ ctx, draft, did }: { ctx: StaffContext; draft: Draft; did: string | undefined }) {
  return (
    <>
      <DraftState ctx={ctx} draft={draft} />
      <DraftOrigin ctx={ctx} draft={draft} />
      <DraftPieces ctx={ctx} draft={draft} />
      <DraftStructure ctx={ctx} draft={draft} open={did === 'structure'} />
      <DraftWordings ctx={ctx} draft={draft} />
      <DraftLanguages ctx={ctx} draft={draft} />
      <DraftFactsSection ctx={ctx} draft={draft} />
      <DraftImpact ctx={ctx} draft={draft} />
    </>
  )
}

async function NoDraft({ ctx }: { ctx: StaffContext }) {
  const { locale } = ctx
  const t = await getTranslations('policyDraft')
  const mayEdit = isAllowed(ctx.actor, 'policy-drafts.edit')
  const [newest] = await listVersions(ctx, locale)
  const way = { words: draftErrors(locale), signInPath: signInPath(locale) }
  return (
    <>
      <Section title={t('none.title')}>
        <p className="mb-5 max-w-measure">{t('none.text')}</p>
        {mayEdit ? (
          <PressForm
            action={beginVersion}
            texts={{ press: t('none.press'), pressing: t('none.pressing') }}
            {...way}
          />
        ) : null}
      </Section>
      {isOlderDocument(newest) ? (
        <Section id="proposal" title={t('proposal.title')}>
          <p className="mb-5 max-w-measure">{t('proposal.text')}</p>
          {mayEdit ? (
            <PressForm
              action={beginProposal}
              look="plain"
              texts={{ press: t('proposal.press'), pressing: t('none.pressing') }}
              {...way}
            />
          ) : null}
        </Section>
      ) : null}
    </>
  )
}

/** Version 1 and imported documents have no date of force. Only over one of them is the proposed version offered. */
const isOlderDocument = (newest: VersionEntry | undefined) => newest?.effectiveOn === null

async function Published({ ctx }: { ctx: StaffContext }) {
  const { locale } = ctx
  const t = await getTranslations('policyDraft')
  const tPolicy = await getTranslations('policy')
  const versions = await listVersions(ctx, locale)
  return (
    <Section title={t('published.title')} note={t('published.note')}>
      <ul>
        {versions.map(({ version, lastUpdatedOn, summary }) => (
          <li key={version} className="border-t border-rule py-3 first:border-t-0 first:pt-0">
            <p>
              <a className="font-semibold" href={`/${locale}/policy/versions/${version}`}>
                {tPolicy('version', { version })}
              </a>{' '}
              <span className="text-small text-soft">{longDate(locale, lastUpdatedOn)}</span>
            </p>
            <p className="max-w-measure text-small">{summary}</p>
            {version > 1 ? (
              <a
                className="inline-flex min-h-9 items-center text-small"
                href={`/${locale}/policy/compare?from=${version - 1}&to=${version}`}
              >
                {tPolicy('versions.compare', { version: version - 1 })}
              </a>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  )
}
