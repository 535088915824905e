import type { LetterWords, StepTexts } from './step-form.ts'

type Props = {
  typed: Record<string, string>
  words: LetterWords
  texts: StepTexts['preview']
}

/** What the person will read, in their language: the subject of the mail, and what their page then says. */
export function RefusalPreview({ typed, words, texts }: Props) {
  const text = (typed.reason ?? typed.message ?? '').trim()
  const refused = typed.decision === 'refuse' || typed.step?.startsWith('refuse') === true
  const refusal = refused ? words.refusals[typed.refusalCode ?? ''] : undefined
  const news = refused ? 'refused' : typed.step === 'ask' ? 'asked' : 'fulfilled'
  return (
    <aside className="mt-5 max-w-measure border-l-[3px] border-rule pl-4">
      <p className="text-small font-semibold">{texts.title}</p>
      {text || refusal ? (
        <>
          <p className="mt-1 text-small text-soft">
            {texts.mail}: <span lang={words.lang}>{words.subjects[news]}</span>
          </p>
          <div lang={words.lang} className="mt-1.5 font-read text-read">
            {refused ? (
              <p className="font-semibold">
                {words.refused}
                {refusal ? `. ${refusal.title}.` : '.'}
              </p>
            ) : null}
            <p className="whitespace-pre-wrap">{text || '…'}</p>
            {refusal ? (
              <p className="mt-2 text-small">
                {words.law}: {refusal.law}. {words.complain}: {words.routes.join(' ')}
              </p>
            ) : null}
          </div>
        </>
      ) : (
        <p className="mt-1 text-small text-soft">{texts.empty}</p>
      )}
    </aside>
  )
}
