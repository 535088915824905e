import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PressForm } from '#components/form/press-form.tsx'
import { filesTexts } from '#components/requests/form-texts.ts'
import { StaffTitle } from '#components/staff/staff-title.tsx'
import { WordedState } from '#components/staff/worded-state.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Section } from '#components/ui/section.tsx'
import { clearanceKinds } from '#db/schema/staff-codes.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { type RegisterMember, readRegisterMember } from '#domain/staff/clearances/read-register.ts'
import { staffIdSchema } from '#domain/staff/rules/staff-schemas.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { confirmPath, type StaffContext, staffContext } from '../../../../../_server/session/staff-context.ts'
import { staffErrorTexts } from '../../../../../_server/texts/staff-texts.ts'
import { clearanceWords } from '../clearance-words.ts'
import { enterClearance, stopClearance } from './actions.ts'
import { RecordForm } from './record-form.tsx'
import { RecordList } from './record-list.tsx'

type Props = {
  params: Promise<{ locale: string; staffId: string }>
  searchParams: Promise<{ done?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: localeOf((await params).locale), namespace: 'training' })
  return { title: t('title') }
}

export default async function MemberTraining({ params, searchParams }: Props) {
  const { locale: given, staffId } = await params
  const locale = localeOf(given)
  const here = `/${locale}/staff/registers/training/${staffId}`
  const ctx = await staffContext(locale, here, 'staff-clearances.read')
  const known = staffIdSchema.safeParse({ staffId }).success
  const member = known ? await readRegisterMember(ctx, staffId) : null
  if (!member) notFound()
  const t = await getTranslations('training')
  const words = clearanceWords(locale, member)
  const { done } = await searchParams
  const did = (['recorded', 'ended'] as const).find((one) => one === done)
  return (
    <>
      <StaffTitle
        above={<a href={`/${locale}/staff/registers/training`}>{t('title')}</a>}
        meta={member.email}
      >
        {member.name}
      </StaffTitle>
      {did ? <Notice tone="kept" role="status" word={t(`did.${did}`)} className="mb-6" /> : null}
      <div className="mb-8 max-w-[44rem]">
        <FactList
          facts={[
            { term: t('roles'), value: words.roles },
            { term: t('kinds.agreement'), value: <WordedState {...words.agreement} /> },
            { term: t('kinds.training'), value: <WordedState {...words.training} /> },
          ]}
        />
      </div>
      <Section title={t('records')} note={t('recordsNote')}>
        <RecordList locale={locale} records={member.records} />
      </Section>
      {isAllowed(ctx.actor, 'staff.record-clearance') ? (
        <Record ctx={ctx} member={member} here={here} />
      ) : null}
    </>
  )
}

type RecordProps = { ctx: StaffContext; member: RegisterMember; here: string }

async function Record({ ctx, member, here }: RecordProps) {
  const { locale } = ctx
  const t = await getTranslations('training')
  const { staffId, records } = member
  if (ctx.actor.staffId === staffId) return <Section title={t('record')}>{t('own')}</Section>
  if (!ctx.actor.sudo)
    return (
      <Section title={t('record')}>
        <ButtonLink look="plain" href={confirmPath(locale, here)}>
          {t('toRecord')}
        </ButtonLink>
      </Section>
    )
  const words = { ...staffErrorTexts(locale), ...messages[locale].training.errors }
  const signInPath = `/${locale}/staff/sign-in?next=${encodeURIComponent(here)}`
  const counting = clearanceKinds.filter((kind) =>
    records.some((record) => record.kind === kind && record.counts && record.doneOn),
  )
  return (
    <>
      <Section title={t('record')} note={t('recordNote')}>
        <RecordForm
          action={enterClearance}
          staffId={staffId}
          kinds={clearanceKinds.map((value) => ({ value, word: t(`kinds.${value}`) }))}
          today={almatyDate(ctx.clock.now())}
          texts={pickTexts(t, ['kind', 'doneOn', 'endsOn', 'endsHint', 'save', 'saving'])}
          files={filesTexts(locale, { label: t('files'), hint: t('filesHint') })}
          words={words}
          signInPath={signInPath}
        />
      </Section>
      {counting.length > 0 ? (
        <Section title={t('stop')} note={t('stopNote')}>
          <div className="space-y-4">
            {counting.map((kind) => (
              <PressForm
                key={kind}
                action={stopClearance}
                fields={{ staffId, kind }}
                words={words}
                texts={{ press: t(`stops.${kind}`), pressing: t('saving') }}
                look="plain"
                signInPath={signInPath}
              />
            ))}
          </div>
        </Section>
      ) : null}
    </>
  )
}
