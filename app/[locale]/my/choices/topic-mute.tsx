import { getTranslations } from 'next-intl/server'
import type { ShownChoice } from '#components/choices/choice-texts.ts'
import { errorWords } from '#components/form/form-texts.ts'
import { PressForm } from '#components/form/press-form.tsx'
import { readMuted } from '#domain/consent/choices/undo-mute.ts'
import type { TopicCode } from '#domain/consent/rules/catalogue.ts'
import { undoMuteSchema } from '#domain/consent/rules/form-schemas.ts'
import { newId } from '#platform/ids.ts'
import type { SubjectContext } from '../../../_server/session/request-context.ts'
import { muteTopic, unmuteTopic } from './actions.ts'

export type Query = Record<string, string | string[] | undefined>

type Props = { ctx: SubjectContext; topic: TopicCode; title: string; choices: ShownChoice[]; query: Query }

/** Below a topic: the way to switch it off on all channels and, after that, the way back. */
export async function TopicMute({ ctx, topic, title, choices, query }: Props) {
  const { locale } = ctx
  const t = await getTranslations('choices')
  const on = choices.filter(({ decision }) => decision === 'granted')
  const muted = query.muted === topic && on.length === 0
  const said = muted ? 'muted' : saidOfUndo(query, topic)
  const undo = muted ? await undoFields(ctx, topic, choices, query.press) : null
  const forms = { words: errorWords(locale), look: 'text', signInPath: `/${locale}/sign-in` } as const
  if (!said && on.length < 2) return null
  return (
    <div className="flex flex-wrap items-center gap-x-3.5 text-small">
      {said ? (
        <span role="status" className="inline-flex min-h-11 items-center font-semibold">
          {t(said)}
        </span>
      ) : null}
      {undo ? (
        <PressForm
          {...forms}
          action={unmuteTopic}
          fields={undo}
          texts={{ press: t('undo'), pressing: t('saving') }}
          label={t('undoOf', { choice: title })}
        />
      ) : null}
      {on.length < 2 ? null : (
        <PressForm
          {...forms}
          action={muteTopic}
          fields={{ topic, policyVersion: on[0]?.policyVersion ?? 0, idempotencyKey: newId() }}
          texts={{ press: t('mute'), pressing: t('saving') }}
          label={t('muteOf', { topic: title })}
        />
      )}
    </div>
  )
}

function saidOfUndo({ unmuted, notUnmuted }: Query, topic: TopicCode) {
  if (unmuted === topic) return 'undone'
  return notUnmuted === topic ? 'staleNow' : null
}

/** The form that takes the press back; null where nothing of what the press switched off is still as it left it. */
async function undoFields(ctx: SubjectContext, topic: TopicCode, choices: ShownChoice[], given: unknown) {
  const press = undoMuteSchema.shape.press.safeParse(given)
  const [one] = choices
  if (!press.success || !one) return null
  const muted = await readMuted(ctx, ctx.actor.subjectId, { topic, press: press.data })
  const latest = new Map(choices.map(({ name, seq }) => [name, seq]))
  if (!muted.some(({ name, seq }) => latest.get(name) === seq)) return null
  const { textSha256, policyVersion } = one
  return { topic, press: press.data, textSha256, policyVersion, idempotencyKey: newId() }
}
