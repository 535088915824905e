import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { filesTexts, requestErrorWords } from '#components/requests/form-texts.ts'
import { kindSlug } from '#components/requests/status-texts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageTitle } from '#components/ui/page-title.tsx'
import { Section } from '#components/ui/section.tsx'
import type { Context } from '#domain/access/context.ts'
import { type Represented, representativeContext } from '#domain/people/minors/represent.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { readPossibleDuplicate } from '#domain/requests/file/file-request.ts'
import { isForPackage, type KindName, kinds } from '#domain/requests/rules/kinds.ts'
import { readDeadlines } from '#domain/requests/view/read-deadlines.ts'
import { dayAndMonth } from '#i18n/dates.ts'
import { type Locale, locales } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { newId } from '#platform/ids.ts'
import { services } from '#platform/services.ts'
import { localeOf, readerContext, subjectContext } from '../../../../../_server/session/request-context.ts'
import { unsentOwner } from '../../../../../_server/session/unsent-owner.ts'
import { AboutRight, Shortcut } from '../about-right.tsx'
import { OtherWays } from '../how-to-file.tsx'
import { fileAsVisitor, fileForMinor, fileOwn } from './actions.ts'
import { BeforeFiling } from './before-filing.tsx'
import { fieldGroup, groundWords } from './field-groups.ts'
import { type Filable, isFilable, kindsOf, variantOf } from './filing-schema.ts'
import { PersonForm } from './person-form.tsx'
import { readCategoryChoice } from './read-category-choice.ts'
import { VisitorForm } from './visitor-form.tsx'
import { WhatFollows } from './what-follows.tsx'

type Props = {
  params: Promise<{ locale: string; right: string }>
  searchParams: Promise<{ variant?: string | string[]; for?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale: given, right } = await params
  const locale = localeOf(given)
  if (!isFilable(right)) return {}
  return { title: titleOf(locale, right), robots: { index: false } }
}

const titleOf = (locale: Locale, right: Filable) =>
  right === 'question'
    ? messages[locale].requestForm.questionTitle
    : messages[locale].requests.rights[right].title

export default async function FormPage({ params, searchParams }: Props) {
  const { locale: given, right } = await params
  const locale = localeOf(given)
  if (!isFilable(right)) notFound()
  const { variant: asked, for: representation } = await searchParams
  const offered = kindsOf(right)
  const kind = offered.find((one) => variantOf(one) === asked) ?? offered[0]
  if (!kind) notFound()
  const acting = typeof representation === 'string' ? await actingFor(locale, right, representation) : null
  const ctx = acting?.ctx ?? (await readerContext(locale))
  const signedIn = acting !== null || ctx.actor.kind === 'subject'
  const isCopy = isForPackage(kind)
  const categories =
    isCopy && ctx.actor.kind === 'subject' ? await readCategoryChoice(ctx, ctx.actor.subjectId) : null
  const receivedAt = ctx.clock.now()
  const deadlines = await readDeadlines(
    ctx,
    offered.map((one) => ({ kind: one, receivedAt })),
  )
  const t = await getTranslations('requestForm')
  const isQuestion = right === 'question'
  // Where a signed-in person chooses the ground on the form, each says its own term.
  const chooses = signedIn && offered.length > 1
  const deadlinesOf = (one: KindName) => deadlines[offered.indexOf(one)] ?? []
  return (
    <>
      <PageTitle
        lead={isQuestion ? t('questionLead') : messages[locale].requests.rights[right].what}
        beside={<a href={`/${locale}/requests/new`}>{messages[locale].requests.all}</a>}
      >
        {titleOf(locale, right)}
      </PageTitle>
      {acting ? <FilingFor represented={acting.represented} /> : null}
      {isQuestion || acting ? null : <Shortcut right={right} locale={locale} />}
      <Section title={t('before')} note={chooses || isQuestion ? null : t('beforeNote')}>
        <BeforeFiling
          locale={locale}
          comes={isQuestion ? t('questionComes') : messages[locale].requests.rights[right].get}
          deadlines={chooses ? [] : deadlinesOf(kind)}
          chooses={chooses}
          noReason={['access', 'portability', 'withdrawal'].includes(right)}
        />
        {right === 'erasure' && !acting ? (
          <p className="mt-3">
            <a className="inline-flex min-h-11 items-center" href={`/${locale}/my/data/plan`}>
              {messages[locale].erasure.plan.link}
            </a>
          </p>
        ) : null}
        {isCopy && !signedIn ? (
          <p className="mt-3">
            <a className="inline-flex min-h-11 items-center" href={`/${locale}/my/data/copy`}>
              {messages[locale].dataPackage.contents.link}
            </a>
          </p>
        ) : null}
      </Section>
      {right === 'withdrawal' ? <WhatFollows ctx={ctx} /> : null}
      <Section title={t('formTitle')} id="form" note={signedIn ? null : t('visitor.note')}>
        {signedIn ? (
          <>
            <Duplicates ctx={ctx} kinds={offered} />
            <PersonForm
              action={acting ? fileForMinor : fileOwn}
              representationId={acting?.represented.representationId ?? null}
              right={right}
              groups={offered.map((one) => fieldGroup(locale, one, deadlinesOf(one), offered.length === 1))}
              variant={offered.length > 1 ? variantOf(kind) : ''}
              categories={categories}
              idempotencyKey={newId()}
              texts={{
                legend: t('variant.legend'),
                optional: t('optional'),
                send: isQuestion ? t('sendQuestion') : t('send'),
                sending: t('sending'),
                files: filesTexts(locale),
              }}
              words={requestErrorWords(locale)}
              unsentOwner={unsentOwner(ctx)}
              signInPath={`/${locale}/sign-in?next=${encodeURIComponent(formPath(locale, right, acting?.represented))}`}
            />
          </>
        ) : (
          <Visitor locale={locale} right={right} kind={kind} others={offered.filter((one) => one !== kind)} />
        )}
        {isQuestion ? null : (
          <OtherWays right={right} locale={locale} operator={readOperator(services().env)} />
        )}
      </Section>
      {isQuestion ? null : <AboutRight right={right} locale={locale} />}
    </>
  )
}

const formPath = (locale: Locale, right: Filable, represented?: Represented) =>
  `/${locale}/requests/new/${right}/form${represented ? `?for=${represented.representationId}` : ''}`

/** The signed-in representative, for one minor. A visitor signs in first; without this representation there is no page. */
async function actingFor(locale: Locale, right: Filable, representation: string) {
  const path = `/${locale}/requests/new/${right}/form?for=${encodeURIComponent(representation)}`
  const own = await subjectContext(locale, path)
  const acting = await representativeContext(own, own.actor.subjectId, representation)
  if (!acting) notFound()
  return acting
}

async function FilingFor({ represented }: { represented: Represented }) {
  const t = await getTranslations('guardians')
  const { name, capacity } = represented
  return (
    <div className="sheet pb-10">
      <div />
      <Notice word={name ? t('represented.filingWord', { name }) : t('represented.filingWordNoName')}>
        {t('represented.filingText', { capacity: t(`capacities.${capacity}`) })}
      </Notice>
    </div>
  )
}

/** Open requests of the same kind, to look at before another is filed. Nothing is merged or refused for it. */
async function Duplicates({ ctx, kinds }: { ctx: Context; kinds: readonly KindName[] }) {
  const t = await getTranslations('requestForm')
  const found = await Promise.all(kinds.map((kind) => readPossibleDuplicate(ctx, kind)))
  return found.map((duplicate) =>
    duplicate ? (
      <Notice key={duplicate.reference} tone="due" word={t('duplicate.word')} className="mb-8">
        {t('duplicate.text', { date: dayAndMonth(ctx.locale, duplicate.receivedAt) })}{' '}
        <a className="whitespace-nowrap" href={`/${ctx.locale}/requests/${duplicate.reference}`}>
          {t('duplicate.open', { reference: duplicate.reference })}
        </a>
      </Notice>
    ) : null,
  )
}

type VisitorProps = { locale: Locale; right: Filable; kind: KindName; others: readonly KindName[] }

async function Visitor({ locale, right, kind, others }: VisitorProps) {
  const t = await getTranslations('requestForm')
  const languages = messages[locale].common.languages
  const at = `/${locale}/requests/new/${right}/form`
  const ground = groundWords(locale, kind)
  const variant = variantOf(kind)
  const back = variant ? `${at}?variant=${variant}` : at
  return (
    <>
      <p className="mb-7 max-w-measure text-soft">
        {t('visitor.signInText')}{' '}
        <a href={`/${locale}/sign-in?next=${encodeURIComponent(back)}`}>{t('visitor.signIn')}</a>
      </p>
      {ground ? (
        <div className="mb-7 max-w-measure">
          <p className="font-semibold">{ground.label}</p>
          <p className="text-small text-soft">{ground.hint}</p>
          {others.map((other) => (
            <p key={other} className="mt-1">
              <a className="inline-flex min-h-11 items-center" href={`${at}?variant=${variantOf(other)}`}>
                {t('visitor.other', { title: groundWords(locale, other)?.label ?? '' })}
              </a>
            </p>
          ))}
        </div>
      ) : null}
      <VisitorForm
        key={kind}
        action={fileAsVisitor}
        right={right}
        variant={variant}
        locale={locale}
        languages={locales.map((code) => ({ code, name: languages[code] }))}
        message={{
          ...messages[locale].requestForm.visitor.message[kindSlug(kind)],
          required: kinds[kind].fields.some(({ required }) => required),
        }}
        texts={pickTexts(t, [
          'visitor.fullName',
          'visitor.email',
          'visitor.emailHint',
          'visitor.locale',
          'optional',
          'visitor.send',
          'sending',
        ])}
        words={requestErrorWords(locale)}
      />
      <p className="mt-5 max-w-measure text-small text-soft">{t('visitor.unproved')}</p>
    </>
  )
}
